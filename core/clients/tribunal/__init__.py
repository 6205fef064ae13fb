"""The court: what every adapter answers with, and the adapters."""
