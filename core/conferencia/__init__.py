"""What a program can check of a draft against the case, without a model."""
