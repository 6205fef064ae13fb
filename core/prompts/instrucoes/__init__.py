"""Instructions of every agent as people keep them: versions, labels, history, and what a version must be."""
