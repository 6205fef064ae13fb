"""Golden sets: documents whose category people are sure of, in versions, from corrections and from files."""
