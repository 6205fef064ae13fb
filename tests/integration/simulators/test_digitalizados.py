"""Scans against the real reader of images: what should be read is read, what should not is not."""

from __future__ import annotations

import re

import pypdfium2
import pytesseract
import pytest

from simulators.tribunal.arquivos.acervo import Acervo
from simulators.tribunal.casos import CasoSimulado, DocumentoSimulado, Formato, list_casos
from simulators.tribunal.casos.texto import render_texto

PRIMEIRO = list_casos()[0]


def read_first_page(caso: CasoSimulado, documento: DocumentoSimulado) -> set[str]:
    document = pypdfium2.PdfDocument(Acervo().fetch(caso, documento))
    image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    return words_of(pytesseract.image_to_string(image, lang="por"))


def words_of(texto: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w{4,}", texto)}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's own threads fight for the cores and make it ten times slower."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")


def test_scanned_report_reads_mostly_right() -> None:
    laudo = next(d for d in PRIMEIRO.documentos if d.tipo == 8369)
    primeira_pagina = render_texto(PRIMEIRO, laudo).split("===")[0]
    expected = words_of(primeira_pagina)
    assert len(expected & read_first_page(PRIMEIRO, laudo)) >= 0.9 * len(expected)


def test_illegible_scan_gives_nothing_of_its_text() -> None:
    caso, documento = next((c, d) for c in list_casos() for d in c.documentos if d.formato is Formato.ILEGIVEL)
    assert not read_first_page(caso, documento) & words_of(render_texto(caso, documento))
