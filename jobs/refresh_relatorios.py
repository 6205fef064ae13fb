"""Job: the summaries that reports are read from. Safe to run twice; the schedule asks again."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out


def run() -> None:
    """Bring them up to now."""
    ride_out(_refresh)


def _refresh(current: Services) -> None:
    current.relatorios.refresh()
