"""The conversation about a section of the minuta."""
