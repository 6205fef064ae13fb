"""The steps of a peça that only read what the geração found."""
