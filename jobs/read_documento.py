"""Job: read one document, page by page, under memory and time limits. Safe to run twice."""

from __future__ import annotations

import resource

from core.processos.leitura.leitor import read_content
from jobs.runtime import services


def run(sha256: str) -> None:
    """Read the content and keep its pages. The limits end this child process, never the worker."""
    current = services()
    limit = current.settings.leitura.memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    current.processos.read_documento(sha256, read_content)
