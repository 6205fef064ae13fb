"""The screens of Assistência."""
