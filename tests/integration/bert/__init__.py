"""A real training, small."""
