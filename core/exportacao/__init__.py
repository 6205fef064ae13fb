"""The Word file of a legal piece and the safe HTML of the same Markdown."""
