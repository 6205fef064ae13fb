"""The classifier: lots of documents, each put into a category of the prompt's version by the model."""
