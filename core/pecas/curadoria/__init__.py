"""The choice of modules by a person, between agent 2 and agent 3."""
