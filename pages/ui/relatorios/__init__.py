"""Relatórios: what the office asked for, what became of it, how long it took and what it cost."""
