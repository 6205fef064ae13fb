"""Files made to hurt: each ends in a named state, within its limits, and the process that asked lives on."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from core.infra.isolated import IsolatedDeathError, Limits, run_isolated
from core.processos.autos.obras.desenho import draw_pages
from core.processos.autos.obras.encadernar import Fonte, Parte, bind
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

EMPTY = (
    "content that holds itself",
    "form that draws itself",
    "forms that draw each other",
    "glyph that writes itself",
    "LZW of nothing",
    "RTF of hidden words",
    "RTF of opened hidden words",
    "shading without end",
    "TIFF that comes back",
)
"""Nothing on them that a person could see or read."""

CUT = ("five thousand pages", "same page a thousand times")
"""Read up to the office's limit of pages; the rest is named."""

PROTECTED = "está protegido por senha"
BROKEN = "está danificad"
LARGE = "grande demais"
FOREIGN = "não é um dos que o portal lê"
ODD = "dimensões fora do comum"
UNREADABLE = {
    PROTECTED: ("encrypted",),
    FOREIGN: ("program", "zeros", "archive cut"),
    ODD: ("box of kilometres", "box of half a point"),
    LARGE: (
        "archive of 210 MB",
        "archive of six thousand entries",
        "fax of endless lines",
        "GIF of 65535 a side",
        "image of 3.6 GB",
        "image with a side of 2^31",
        "JPEG of 65500 a side",
        "one-bit image of 900 million pixels",
        "PNG of 144 million pixels",
        "PNG of 2^31 pixels a side",
        "TIFF of 3.6 GB",
    ),
    BROKEN: (
        "archive that lies",
        "broken JPEG",
        "broken JPEG 2000",
        "cut before its end",
        "cut in the first page",
        "DOCX that laughs",
        "header and noise",
        "header and zeros",
        "header only",
        "JPEG cut",
        "many headers",
        "pages that are words",
        "pages that do not exist",
        "PNG with less than it says",
        "table of 2^31 rows",
        "TIFF with less than it says",
        "tree that holds its parent",
        "tree that holds itself",
        "WEBP of nothing",
    ),
}
"""By the words that tell a person why."""


def test_there_are_enough_of_them() -> None:
    named = {*READ, *EMPTY, *CUT, *(name for names in UNREADABLE.values() for name in names)}
    assert named <= set(FILES)
    assert len(named) >= 60


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
        assert lido.estado is EstadoDoDocumento.LIDO
        assert "Certifico que a parte foi intimada." in lido.texto
    if name in EMPTY:
        assert lido.estado is EstadoDoDocumento.VAZIO
    if name in CUT:
        assert lido.estado is EstadoDoDocumento.LIDO_EM_PARTE
        assert f"Páginas {MAX_PAGES + 1}-" in lido.motivo
    for words in [words for words, names in UNREADABLE.items() if name in names]:
        assert lido.estado is EstadoDoDocumento.ILEGIVEL
        assert words in lido.motivo


def test_what_the_worker_already_has_does_not_count_for_the_reader(tmp_path: Path) -> None:
    """A fork is born with the memory of its parent; a large worker reads as well as a small one."""
    path = tmp_path / "conteudo"
    path.write_bytes(FILES["text as PDF"]())
    ballast = bytearray(2 * MEMORY_BYTES)
    lido = read_isolated(path, SETTINGS)
    assert len(ballast) == 2 * MEMORY_BYTES
    assert "Certifico que a parte foi intimada." in lido.texto


@pytest.mark.parametrize("name", PDFS)
def test_hostile_page_is_drawn_or_says_why_not(name: str, tmp_path: Path) -> None:
    path = tmp_path / "conteudo"
    path.write_bytes(FILES[name]())
    try:
        drawn = list(run_isolated(draw_pages, (path, [1]), Limits(MEMORY_BYTES, CPU_S, 20)))
    except IsolatedDeathError:  # the service answers PESADA
        return
    assert all(bool(desenho.imagem) != bool(desenho.motivo) for desenho in drawn)
    assert drawn or name == "pages that do not exist"


def test_a_case_of_hostile_files_is_bound(tmp_path: Path) -> None:
    fontes = []
    for name, build in FILES.items():
        if name == "TIFF of a thousand frames":  # only long; a case with it is bound in autos/test_kept
            continue
        path = tmp_path / str(len(fontes))
        path.write_bytes(build())
        fontes.append(Fonte(name, "doc. 1", (Parte(path),)))
    target = tmp_path / "volume.pdf"
    assert list(run_isolated(bind, (fontes, target), Limits(MEMORY_BYTES, 60, 120)))[-1] == len(fontes)
    assert target.stat().st_size < 10_000_000
