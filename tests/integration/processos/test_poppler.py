"""Pages that PDFium shows empty or broken, drawn again by the real poppler and read by the real engine."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from core.processos.domain import DocumentoLido, EstadoDaPagina, EstadoDoDocumento
from core.processos.leitura import poppler
from core.processos.leitura.isolamento import read_isolated
from core.processos.leitura.poppler import Redesenho
from core.settings import LeituraSettings
from tests import pdfs
from tests.hostile.pdf import pdf, stream

SETTINGS = LeituraSettings.model_construct()
FRASE = "Certifico que a parte foi intimada."


def _lie(body: bytes) -> bytes:
    """The stream says that it is longer than it is."""
    return re.sub(rb"/Length (\d+)", lambda found: b"/Length %d" % (int(found[1]) + 40), body)


def _glue(data: bytes) -> bytes:
    """The ends of the streams do not stand alone."""
    return data.replace(b"endstream\nendobj\n", b"endstreamendobj\n ")


def _draw_picture() -> bytes:
    page = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines([FRASE], size=16)), dpi=100)
    entries = b"/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode"
    entries += b"/Width %d/Height %d" % page.size
    image = _lie(stream(zlib.compress(page.tobytes()), entries))
    return pdf(resources=b"/XObject<</I1 6 0 R>>", o4=stream(b"q 595 0 0 842 0 0 cm /I1 Do Q"), o6=image)


BROKEN = _glue(_draw_picture())


def _read(data: bytes, folder: Path) -> DocumentoLido:
    path = folder / "conteudo"
    path.write_bytes(data)
    return read_isolated(path, SETTINGS)


def test_stream_without_a_clear_end_is_read_from_popplers_picture(tmp_path: Path):
    lido = _read(BROKEN, tmp_path)
    assert lido.paginas[0].estado is EstadoDaPagina.OCR
    assert FRASE in lido.texto
    assert lido.motivo == ""


def test_without_poppler_the_page_keeps_its_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _read(BROKEN, tmp_path).estado is EstadoDoDocumento.VAZIO


def _install(folder: Path, script: str) -> None:
    for name in ("pdfinfo", "pdftoppm"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho {name} >> {folder}/calls\n{script}\n")
        program.chmod(0o755)


def _count_calls(folder: Path) -> int:
    return len((folder / "calls").read_text().splitlines())


def test_poppler_that_brings_nothing_is_not_asked_for_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _install(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    redesenho = Redesenho(tmp_path / "conteudo")
    assert [redesenho.draw(number) for number in range(1, 31)] == [None] * 30
    assert _count_calls(tmp_path) == 10


def test_poppler_that_hangs_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _install(tmp_path, "exec sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(poppler, "_TIMEOUT_S", 0.3)
    redesenho = Redesenho(tmp_path / "conteudo")
    assert [redesenho.draw(number) for number in range(1, 4)] == [None] * 3
    assert _count_calls(tmp_path) == 1


def test_file_that_is_only_in_memory_is_not_drawn():
    assert Redesenho(BROKEN).draw(1) is None
