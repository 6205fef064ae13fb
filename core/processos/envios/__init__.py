"""Files that a person hands in: a case file of their own, read, shown and kept as those of the court are."""
