"""How long each stage of a geração took, kept for reports."""
