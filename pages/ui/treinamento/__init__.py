"""The screens of the Treinamento BERT: datasets, runs, models, and a test of one."""
