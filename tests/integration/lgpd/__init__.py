"""Data protection over a real database."""
