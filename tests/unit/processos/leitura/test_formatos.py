"""Formats by content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from core.processos.domain import FormatoDeArquivo as F
from core.processos.leitura.formatos import sniff


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "formato"),
    [
        (b"%PDF-1.4 ...", F.PDF),
        (b"\r\nlixo do servidor\r\n%PDF-1.4 ...", F.PDF),
        (b"{\\rtf1\\ansi texto}", F.RTF),
        (b"{\\rtf1 see %PDF-1.4}", F.RTF),
        (b"<!DOCTYPE html><p>a", F.HTML),
        (b"\xef\xbb\xbf  <HTML><body>", F.HTML),
        (_zip("word/document.xml"), F.DOCX),
        (_zip("xl/workbook.xml"), F.DESCONHECIDO),
        (b"PK\x03\x04broken", F.DESCONHECIDO),
        (b"\x89PNG\r\n\x1a\n...", F.IMAGEM),
        (b"\xff\xd8\xff\xe0...", F.IMAGEM),
        (b"II*\x00....", F.IMAGEM),
        ("Certidão de trânsito".encode(), F.TXT),
        ("Certidão de trânsito".encode("latin-1"), F.TXT),
        (b"", F.VAZIO),
        (b" \r\n\x00", F.VAZIO),
        (b"\x7fELF\x02\x01\x01\x00\x00", F.DESCONHECIDO),
    ],
)
def test_format_is_found_by_content(data: bytes, formato: F, tmp_path: Path):
    path = tmp_path / "documento.pdf"
    path.write_bytes(data)
    assert sniff(path) is formato
