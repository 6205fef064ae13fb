"""Job: the Word file of a peça's newest version. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from jobs.runtime import services


def run(peca_id: str) -> None:
    services().downloads.export_docx(UUID(peca_id))
