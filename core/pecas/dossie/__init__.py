"""The record of how a peça was made, closed when it becomes final."""
