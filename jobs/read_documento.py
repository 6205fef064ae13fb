"""Job: read one document, page by page. Safe to run twice: another attempt goes on behind the pages that were kept."""

from __future__ import annotations

from functools import partial

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn, mark_progress


def run(sha256: str) -> None:
    """Read the content in a process of its own, which has the limits, and keep its pages."""

    def read(current: Services) -> None:
        with hold_turn("ocr"):
            current.processos.read_documento(sha256, partial(current.leituras.read, on_page=mark_progress))
        current.leituras.forget(sha256)

    ride_out(read)
