"""Handed-in files as the input of a geração: what kind of document each is, and the way from upload to request."""
