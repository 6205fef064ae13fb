"""Saved scenarios: what the library would decide in cases everybody knows."""
