"""The step Minuta: the text section by section, edited in place, beside what it stands on."""
