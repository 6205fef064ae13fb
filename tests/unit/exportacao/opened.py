"""Opens what the exporter wrote with other eyes: zipfile, lxml and python-docx's reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from lxml import etree

from core.exportacao.docx import render_docx
from core.exportacao.domain import PecaParaExportar

NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
W = f"{{{NS['w']}}}"

PECA = PecaParaExportar(
    titulo="Contestação",
    autor="Ana Fictícia",
    texto="Texto.",
    numero_cnj="",
    is_minuta=True,
    criada_em=datetime(2025, 3, 12, 13, 0, tzinfo=UTC),
)


def render(texto: str, **changes: Any) -> bytes:
    return render_docx(replace(PECA, texto=texto, **changes))


def open_document(texto: str, **changes: Any) -> Any:
    return Document(BytesIO(render(texto, **changes)))


def open_parts(package: bytes) -> dict[str, Any]:
    """Every XML part, parsed; a part that is not well-formed raises."""
    with ZipFile(BytesIO(package)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def open_part(texto: str, name: str) -> Any:
    return open_parts(render(texto))[name]


def find_paragraph(texto: str, words: str) -> Any:
    """The ``w:p`` that contains these words."""
    body = open_part(texto, "word/document.xml")
    return next(p for p in body.iter(f"{W}p") if words in text_of(p))


def text_of(element: Any) -> str:
    return "".join(element.itertext(f"{W}t"))


def value_of(element: Any, path: str, attribute: str = "val") -> str | None:
    found = element.find(path, NS)
    return None if found is None else found.get(W + attribute)


def list_numbers(texto: str) -> list[tuple[str, str, str]]:
    """(text, num id, level) of each numbered paragraph, in order."""
    body = open_part(texto, "word/document.xml")
    return [
        (text_of(p), value_of(p, "w:pPr/w:numPr/w:numId") or "", value_of(p, "w:pPr/w:numPr/w:ilvl") or "")
        for p in body.iter(f"{W}p")
        if p.find("w:pPr/w:numPr", NS) is not None
    ]


def number_format(texto: str, num_id: str, level: str) -> tuple[str | None, str | None]:
    """(format, first number) that Word gives to that list at that level."""
    numbering = open_part(texto, "word/numbering.xml")
    num = numbering.find(f"w:num[@w:numId='{num_id}']", NS)
    abstract_id = value_of(num, "w:abstractNumId")
    path = f"w:abstractNum[@w:abstractNumId='{abstract_id}']/w:lvl[@w:ilvl='{level}']/w:numFmt"
    start = value_of(num, f"w:lvlOverride[@w:ilvl='{level}']/w:startOverride")
    return value_of(numbering, path), start
