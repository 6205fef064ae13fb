"""Job: the dossiê of a peça that became final, and its edit distance. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(peca_id: str) -> None:
    """Make and keep the file and its head."""

    def close(current: Services) -> None:
        with hold_turn("docx"):
            current.dossie.close(UUID(peca_id))

    ride_out(close)
