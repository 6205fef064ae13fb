"""Job: read one document, page by page, under memory and time limits. Safe to run twice."""

from __future__ import annotations

from core.processos.leitura.isolamento import read_isolated
from jobs.runtime import services


def run(sha256: str) -> None:
    """Read the content in a process of its own and keep its pages."""
    services().processos.read_documento(sha256, read_isolated)
