"""The generator: three agents that turn a case number into a minuta."""
