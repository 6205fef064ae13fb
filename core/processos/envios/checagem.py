"""What a file is, by its bytes, before it is kept: nothing is opened here, only looked at as it is copied."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import ArquivoRecusadoError
from core.processos.domain import FormatoDeArquivo
from core.processos.leitura.formatos import sniff
from core.settings import AnexosSettings

_PIECE_BYTES = 1_000_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old Office files, and new ones that a password protects."""

_WORD = b"word/document.xml"
"""Stands in every archive that is a Word file, as plain bytes."""

LIDOS = "PDF, Word (.docx), RTF, texto, HTML e imagens (PNG, JPG, TIFF)"


@dataclass(frozen=True)
class Copia:
    """A file that was copied and may be kept."""

    sha256: str
    size_bytes: int
    formato: FormatoDeArquivo


def copy_checked(source: BinaryIO, path: Path, nome: str, settings: AnexosSettings) -> Copia:
    """Copy into a new file, a piece at a time. Raises ArquivoRecusadoError with the name, the fault and the way out."""
    digest, size, has_word, tail = hashlib.sha256(), 0, False, b""
    with path.open("xb") as file:
        while piece := source.read(_PIECE_BYTES):
            size += len(piece)
            if size > settings.max_file_bytes:
                limit = settings.max_file_bytes // 1_000_000
                raise _refuse(nome, f"passa de {limit} MB, o máximo que o portal lê", "Divida-o em partes menores")
            digest.update(piece)
            has_word = has_word or _WORD in tail + piece
            tail = piece[-len(_WORD) :]  # the name may stand across two pieces
            file.write(piece)
    return Copia(digest.hexdigest(), size, _require_formato(path, nome, has_word=has_word))


def _require_formato(path: Path, nome: str, *, has_word: bool) -> FormatoDeArquivo:
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head.startswith(_ZIP):
        if has_word:
            return FormatoDeArquivo.DOCX
        raise _refuse(nome, "é um pacote (zip) ou uma planilha", f"Extraia os documentos (o portal lê {LIDOS})")
    if head == _OLE:
        text = "é um Word antigo (.doc) ou está protegido por senha"
        raise _refuse(nome, text, "Salve-o como PDF ou .docx, sem senha")
    formato = sniff(path)
    if formato is FormatoDeArquivo.VAZIO:
        raise _refuse(nome, "está vazio (0 bytes de conteúdo)", "Confira o arquivo no seu computador")
    if formato is FormatoDeArquivo.DESCONHECIDO:
        remedio = f"Salve-o como um dos tipos que o portal lê ({LIDOS})"
        raise _refuse(nome, "não é de um tipo que o portal lê, seja qual for o nome dele", remedio)
    return formato


def _refuse(nome: str, fault: str, way_out: str) -> ArquivoRecusadoError:
    text = f"O arquivo “{nome}” {fault}. O portal não o guardou. {way_out} e envie de novo."
    return ArquivoRecusadoError(fault, user_message=text)
