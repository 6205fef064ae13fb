"""Machinery with no law in it."""
