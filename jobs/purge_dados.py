"""Job: forget data that is older than its retention. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import mark_progress


def run() -> None:
    """Take it away, some at a time."""
    ride_out(_purge)


def _purge(current: Services) -> None:
    current.lgpd.purge(mark_progress)
