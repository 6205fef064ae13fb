"""Lawsuits: numbers, header, documents, and the text of every page with its state."""
