"""Job: read one document, page by page, under memory and time limits. Safe to run twice."""

from __future__ import annotations

import resource

from core.bootstrap import Services
from core.processos.leitura.leitor import read_content
from jobs.outage import ride_out
from jobs.runtime import hold_turn, services


def run(sha256: str) -> None:
    """Read the content and keep its pages. The limits end this child process, never the worker."""
    limit = services().settings.leitura.memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    def read(current: Services) -> None:
        with hold_turn("ocr"):
            current.processos.read_documento(sha256, read_content)

    ride_out(read)
