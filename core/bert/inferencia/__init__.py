"""Texts asked of a trained model by a person who looks on."""
