"""The summaries that reports are read from: their tables, and how they are brought up to now."""
