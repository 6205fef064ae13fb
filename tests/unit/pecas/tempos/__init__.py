"""Times of stages."""
