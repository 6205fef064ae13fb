"""The step Conferência: the minuta with its findings, the place each stands on, and the way to the final text."""
