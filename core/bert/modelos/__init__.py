"""The registry of trained models: their cards, their files, and which of them are in use."""
