"""The office's letterhead: lines with a picture, or a Word file that is taken as a template."""
