"""Job: pictures of a page and of the next ones. Safe to run twice."""

from __future__ import annotations

from jobs.outage import ride_out


def run(sha256: str, numero: int) -> None:
    """Draw in a process of its own and keep the pictures."""
    ride_out(lambda current: current.imagens.draw(sha256, numero))
