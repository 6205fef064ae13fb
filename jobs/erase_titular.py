"""Job: everything that is kept of cases goes away. Safe to run twice."""

from __future__ import annotations

from jobs.outage import ride_out


def run(casos: str, autor: str, motivo: str) -> None:
    """Erase them. ``casos`` are numbers with commas between them."""
    ride_out(lambda current: current.titulares.erase(casos, autor, motivo))
