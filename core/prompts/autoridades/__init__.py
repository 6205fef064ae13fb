"""The approved base: every authority that a peça may cite, with its source."""
