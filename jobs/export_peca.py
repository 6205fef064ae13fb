"""Job: the Word file of a peça's newest version. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(peca_id: str) -> None:
    """Make and keep the file."""

    def export(current: Services) -> None:
        with hold_turn("docx"):
            current.downloads.export_docx(UUID(peca_id))

    ride_out(export)
