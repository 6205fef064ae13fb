"""The whole product of one process over real servers: what two people do at the same moment."""
