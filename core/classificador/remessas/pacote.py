"""Packages (zip): looked at without unpacking, and unpacked a piece at a time under hard limits.

A package is refused as a whole for what its directory says; a file in it that cannot be used is refused alone, by name.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ArquivoRecusadoError
from core.processos.domain import FormatoDeArquivo
from core.processos.envios.checagem import LIDOS
from core.processos.envios.domain import clean_nome
from core.processos.leitura.formatos import sniff
from core.settings import ClassificadorSettings

_END = struct.Struct("<4s4H2LH")
"""The last record of a package (APPNOTE.TXT 4.3.16): counts, size and place of its directory."""

_END_MARK = b"PK\x05\x06"
_LARGE_END_MARK = b"PK\x06\x07"
"""Directly before the last record: another one counts, whose numbers have 64 bits (APPNOTE.TXT 4.3.15)."""

_LARGE_END_BYTES = 20
_MAX_COMMENT = 65_535
_MAX_DIRECTORY_BYTES = 3_000_000
"""Of the directory, which is read whole: some thousand names, and never the memory of a server."""

_ENCRYPTED = 0x1
_PIECE_BYTES = 1_000_000
_SUSPECT_BYTES = 1_000_000
"""Smaller files may be packed as tightly as they like."""

_MB = 1_000_000
_ZIP = b"PK\x03\x04"
_PACKED = (_ZIP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_OF_PROGRAMS = ("[Content_Types].xml", "META-INF/")
"""Names in archives that are one file of a program: sheets, presentations, books, Java."""

_UNKNOWN = "não é de um tipo que o portal lê"
_AS_KNOWN = f"Salve-o como um destes ({LIDOS})"
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What the library raises for packages that are damaged or made to harm."""


@dataclass(frozen=True)
class Membro:
    """One file of a package: unpacked at ``path``, or refused for a reason that is a whole sentence."""

    nome: str
    path: Path | None = None
    recusa: str = ""


def is_pacote(path: Path) -> bool:
    """Whether a file holds other files; a Word file, which is a zip too, does not count."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head.startswith(_PACKED):
        return False
    return not head.startswith(_ZIP) or not _has_small_directory(path) or sniff(path) is not FormatoDeArquivo.DOCX


def look_into(path: Path, nome: str, settings: ClassificadorSettings) -> int:
    """How many files a package holds, by its directory alone. Raises ArquivoRecusadoError for one not to be opened."""
    entries = _list_entries(path, nome)
    if not entries:
        raise _refuse(nome, "não tem nenhum arquivo dentro", "Confira o pacote no seu computador")
    if len(entries) > settings.max_documentos:
        fault = f"traz {len(entries)} arquivos, e um lote leva até {settings.max_documentos}"
        raise _refuse(nome, fault, "Divida-o em lotes menores")
    if sum(entry.file_size for entry in entries) > settings.max_aberto_bytes:
        fault = f"passa de {settings.max_aberto_bytes // _MB} MB depois de aberto"
        raise _refuse(nome, fault, "Divida-o em pacotes menores")
    if any(_is_bomb(entry, settings) for entry in entries):
        fault = "traz um arquivo que cresce demais ao ser aberto, como os feitos para travar computadores"
        raise _refuse(nome, fault, "Retire esse arquivo do pacote")
    if all(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise _refuse(nome, "está protegido por senha", "Salve-o sem senha")
    return len(entries)


def iterate_membros(path: Path, nome: str, folder: Path, settings: ClassificadorSettings) -> Iterator[Membro]:
    """The files of a package in its order, each in ``folder`` until the next one is asked for.

    Raises ArquivoRecusadoError as ``look_into``.
    """
    look_into(path, nome, settings)
    target = folder / "membro"
    with zipfile.ZipFile(path) as package:
        for entry in package.infolist():
            if _is_document(entry):
                shown = clean_nome(entry.filename)
                recusa = _find_fault(entry) or _unpack(package, entry, target, settings)
                yield Membro(shown, recusa=_word(shown, nome, *recusa)) if recusa else Membro(shown, target)
                target.unlink(missing_ok=True)


def _list_entries(path: Path, nome: str) -> list[zipfile.ZipInfo]:
    if not _has_small_directory(path):
        raise _refuse(nome, "está danificado, não é zip ou traz arquivos demais", "Gere de novo um zip menor")
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except _BROKEN:
        raise _refuse(nome, "está danificado e não abre", "Gere o pacote de novo") from None
    if _is_of_program(entries):
        raise _refuse(nome, _UNKNOWN, _AS_KNOWN, what="arquivo")
    return [entry for entry in entries if _is_document(entry)]


def _has_small_directory(path: Path) -> bool:
    """Whether the directory, which the library reads whole, is there and of a size that real packages have.

    Packages of more than 4 GB, or that say so, have none: the library would believe a size that is not looked at here.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(size - _END.size - _MAX_COMMENT - _LARGE_END_BYTES, 0))
        tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        return False
    if tail.startswith(_LARGE_END_MARK, max(place - _LARGE_END_BYTES, 0)):
        return False
    directory_bytes: int = _END.unpack_from(tail, place)[5]
    return directory_bytes <= _MAX_DIRECTORY_BYTES


def _is_of_program(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether an archive is one file of a program and no package of documents."""
    return any(entry.filename.startswith(_OF_PROGRAMS) for entry in entries) or (
        bool(entries) and entries[0].filename == "mimetype"
    )


def _is_document(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and not any(mark in entry.filename for mark in _JUNK)


def _is_bomb(entry: zipfile.ZipInfo, settings: ClassificadorSettings) -> bool:
    return entry.file_size > max(_SUSPECT_BYTES, settings.max_razao * max(entry.compress_size, 1))


def _find_fault(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """What is wrong with a file before it is unpacked, and the way out."""
    if entry.flag_bits & _ENCRYPTED:
        return "está protegido por senha", "Salve-o sem senha"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "é um atalho, não um documento", "Ponha no pacote o próprio documento"
    if not entry.file_size:
        return "está vazio (0 bytes)", "Confira o arquivo no seu computador"
    return None


def _unpack(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, settings: ClassificadorSettings
) -> tuple[str, str] | None:
    """Write one file; what is wrong with it and the way out, or None."""
    written = 0
    try:
        with package.open(entry) as source, target.open("xb") as file:
            while piece := source.read(_PIECE_BYTES):
                written += len(piece)
                if written > settings.max_arquivo_bytes:
                    return f"passa de {settings.max_arquivo_bytes // _MB} MB", "Divida-o em partes menores"
                file.write(piece)
    except _BROKEN:
        return "está danificado dentro do pacote", "Gere o pacote de novo"
    if is_pacote(target):
        if _holds_program(target):
            return _UNKNOWN, _AS_KNOWN
        return "é um pacote dentro de outro pacote", "Extraia os documentos e envie-os de novo"
    formato = sniff(target)
    if formato is FormatoDeArquivo.VAZIO:
        return "está vazio (0 bytes de conteúdo)", "Confira o arquivo no seu computador"
    if formato is FormatoDeArquivo.DESCONHECIDO:
        return _UNKNOWN, _AS_KNOWN
    return None


def _holds_program(path: Path) -> bool:
    if not _has_small_directory(path):
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return _is_of_program(package.infolist())
    except _BROKEN:
        return False


def _word(nome: str, pacote: str, fault: str, way_out: str) -> str:
    return f"O arquivo “{nome}”, do pacote “{pacote}”, {fault}. O portal não o enviou ao modelo. {way_out}."


def _refuse(nome: str, fault: str, way_out: str, *, what: str = "pacote") -> ArquivoRecusadoError:
    text = f"O {what} “{nome}” {fault}. O portal não o guardou. {way_out} e envie de novo."
    return ArquivoRecusadoError(fault, user_message=text)
