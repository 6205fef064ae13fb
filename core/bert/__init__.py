"""Treinamento BERT: from a spreadsheet of labelled texts to a classifier in use."""
