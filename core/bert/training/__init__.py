"""The training itself. Only jobs import it: torch and transformers live here and in ``core.bert.inference``."""
