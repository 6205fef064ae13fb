"""The screens of the Classificador: lots, a new lot, one lot with its documents, and what waits for a person."""
