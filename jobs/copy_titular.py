"""Job: the file with everything that is kept of a person. Safe to run twice."""

from __future__ import annotations

from jobs.outage import ride_out


def run(chave: str, casos: str, pessoa: int, autor: str) -> None:
    """Make and keep the file. ``casos`` are numbers with commas between them."""
    ride_out(lambda current: current.titulares.copy(chave, casos, pessoa, autor))
