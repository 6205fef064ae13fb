"""What calls of the model took, by the operation they were made for."""
