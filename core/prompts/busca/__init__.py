"""The search of modules: by words in PostgreSQL, by meaning with vectors of the model, both as one list."""
