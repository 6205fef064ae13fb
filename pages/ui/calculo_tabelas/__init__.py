"""Screens of the tables of the calculations, and the counter of deadlines."""
