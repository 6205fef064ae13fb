"""What calls of the model took, over real servers."""
