"""The real format of a file, by its first bytes; names and announced types lie."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from core.processos.domain import FormatoDeArquivo

_HEAD_BYTES = 8192
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|meta|title|table|div|p|span|font|center|br)\b", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""Marks of text in two bytes a letter, as Windows writes it."""
_LEADING_SPACE = b" \t\r\n\x00"


def sniff(path: Path) -> FormatoDeArquivo:
    """The format of the file, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(_LEADING_SPACE)
    if not start:
        return FormatoDeArquivo.VAZIO if path.stat().st_size <= _HEAD_BYTES else FormatoDeArquivo.DESCONHECIDO
    if start.startswith(b"{\\rtf"):
        return FormatoDeArquivo.RTF
    if find_pdf_start(head) is not None:
        return FormatoDeArquivo.PDF
    if start.startswith(_IMAGES) or (start.startswith(b"RIFF") and start[8:12] == b"WEBP"):
        return FormatoDeArquivo.IMAGEM
    if start.startswith(b"PK\x03\x04"):
        return FormatoDeArquivo.DOCX if _is_docx(path) else FormatoDeArquivo.DESCONHECIDO
    if _HTML.search(start[:2048]):
        return FormatoDeArquivo.HTML
    if start.startswith(_WIDE):
        return FormatoDeArquivo.TXT if _is_text(head.replace(b"\0", b"")) else FormatoDeArquivo.DESCONHECIDO
    return FormatoDeArquivo.TXT if _is_text(head) else FormatoDeArquivo.DESCONHECIDO


def find_pdf_start(head: bytes) -> int | None:
    """Offset of the PDF header, which mail gateways and old systems push away from the first byte."""
    offset = head.find(b"%PDF-")
    return offset if offset >= 0 else None


def _is_docx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _is_text(head: bytes) -> bool:
    """Text in UTF-8 or Latin has no control characters but spaces, and mostly printable ones."""
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in b"\t\n\x0b\x0c\r\x1b")
    return controls == 0
