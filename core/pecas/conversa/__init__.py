"""Editing the minuta by conversation: a person asks, the model proposes, the person decides."""
