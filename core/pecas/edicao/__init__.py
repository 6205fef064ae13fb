"""Editing of a minuta by hand: its working text, section by section, and the versions it becomes."""
