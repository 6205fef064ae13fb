"""Runs of a prompt over a golden set, and what two of them say: better, worse, a tie, or not enough documents yet."""
