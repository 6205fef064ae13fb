"""Job: one file of a peça, in Word or PDF. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(chave: str) -> None:
    """Make and keep the file, or the reason why there is none."""

    def export(current: Services) -> None:
        with hold_turn("docx"):
            current.downloads.export(chave)

    ride_out(export)
