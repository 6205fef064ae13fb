"""The report of a case: what it is written from, and how it is asked for."""
