"""The case file as a person reads it: list, pages with their pictures, search, one PDF of it all."""
