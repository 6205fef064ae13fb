"""Job: look through what an administrator handed in as letterhead. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(timbre_id: int) -> None:
    """The only place where such a file is opened."""

    def examine(current: Services) -> None:
        with hold_turn("docx"):
            current.timbres.examine(timbre_id)

    ride_out(examine)
