"""Job: a report that a person asked to print. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(chave: str) -> None:
    """Make and keep the file."""

    def make(current: Services) -> None:
        with hold_turn("docx"):
            current.folhas.make(chave)

    ride_out(make)
