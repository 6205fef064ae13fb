"""Files made to hurt: each ends in a named state, within its limits, and the process that asked lives on."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from core.processos.domain import EstadoDoDocumento
from core.processos.leitura.isolamento import read_isolated
from core.settings import LeituraSettings
from tests.hostile.other import OTHERS
from tests.hostile.pdf import PDFS

CPU_S = 1.0
MEMORY_BYTES = 800_000_000
MAX_PAGES = 60
SETTINGS = LeituraSettings.model_construct().model_copy(
    update={"page_cpu_s": CPU_S, "memory_bytes": MEMORY_BYTES, "max_pages": MAX_PAGES}
)
FILES = {**PDFS, **OTHERS}

READ = (
    "box of words",
    "box turned over",
    "calls an address",
    "carries a program",
    "dynamic form",
    "fields in a ring",
    "length that asks itself",
    "length that is longer than the file",
    "minus five pages, it says",
    "no pages, it says",
    "opens another file",
    "page of the web as PDF",
    "runs a script",
    "starts a program",
    "table that follows itself",
    "text as PDF",
    "turned by 37 degrees",
    "two thousand million pages, it says",
    "two-byte text",
)
"""Odd or dangerous around a text that a person can read: the text is read, nothing else happens."""


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_ends_within_its_limits(name: str, tmp_path: Path) -> None:
    path = tmp_path / "conteudo"
    path.write_bytes(FILES[name]())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    lido = read_isolated(path, SETTINGS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < 2 * (CPU_S + 1) + 0.1 * min(len(lido.paginas), MAX_PAGES) + 0.5  # opened twice; whole seconds
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert after.ru_maxrss * 1024 < inherited + MEMORY_BYTES + 100_000_000
    assert lido.motivo or lido.estado in (EstadoDoDocumento.LIDO, EstadoDoDocumento.VAZIO)
    if name in READ:
        assert "Certifico que a parte foi intimada." in lido.texto


def test_what_the_worker_already_has_does_not_count_for_the_reader(tmp_path: Path) -> None:
    """A fork is born with the memory of its parent; a large worker reads as well as a small one."""
    path = tmp_path / "conteudo"
    path.write_bytes(FILES["text as PDF"]())
    ballast = bytearray(2 * MEMORY_BYTES)
    lido = read_isolated(path, SETTINGS)
    assert len(ballast) == 2 * MEMORY_BYTES
    assert "Certifico que a parte foi intimada." in lido.texto
