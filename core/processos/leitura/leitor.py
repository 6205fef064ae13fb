"""One door for every format: a file goes in, a DocumentoLido comes out, and nothing is lost without a reason.

Whatever is wrong with the file, the answer names it; only faults of the portal itself raise. It runs in an isolated
worker that bounds memory and time from outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.leitura.formatos import find_pdf_start, sniff
from core.processos.leitura.imagem import read_pictures
from core.processos.leitura.motivos import PaginaLida, describe_losses
from core.processos.leitura.oculto import TextoVisivel
from core.processos.leitura.pdf import PdfRefusedError, read_pdf
from core.processos.leitura.textos import TextRefusedError, read_docx, read_html, read_rtf, read_txt
from core.settings import LeituraSettings

Report = Callable[[int, int], None]

_TEXT_READERS: dict[FormatoDeArquivo, Callable[[Path], TextoVisivel]] = {
    FormatoDeArquivo.RTF: read_rtf,
    FormatoDeArquivo.HTML: read_html,
    FormatoDeArquivo.TXT: read_txt,
    FormatoDeArquivo.DOCX: read_docx,
}
_PDF_HEADER_REACH = 1024
"""PDFium looks for the header in the first kilobyte."""

VAZIO = "O arquivo está vazio."
DESCONHECIDO = "O formato do arquivo não é um dos que o portal lê."


def read_content(path: Path, settings: LeituraSettings, report: Report | None = None) -> DocumentoLido:
    """Text per page of one file. ``report`` receives (pages done, pages to read) as the reading goes on."""
    sha256 = _hash(path)
    formato = sniff(path)
    size = path.stat().st_size
    if formato is FormatoDeArquivo.VAZIO:
        return DocumentoLido(sha256, formato, (), VAZIO)
    if formato is FormatoDeArquivo.DESCONHECIDO:
        return _build_unreadable(sha256, formato, DESCONHECIDO)
    if size > settings.max_file_bytes:
        limit = settings.max_file_bytes // 1_000_000
        motivo = f"O arquivo tem {size // 1_000_000} MB e o portal lê até {limit} MB."
        return _build_unreadable(sha256, formato, motivo)
    try:
        paginas = _read_pages(path, formato, settings, report)
    except (PdfRefusedError, TextRefusedError) as error:
        return _build_unreadable(sha256, formato, _capitalize(str(error)))
    return DocumentoLido(sha256, formato, tuple(lida.pagina for lida in paginas), describe_losses(paginas))


def _read_pages(
    path: Path, formato: FormatoDeArquivo, settings: LeituraSettings, report: Report | None
) -> list[PaginaLida]:
    if formato is FormatoDeArquivo.PDF:
        return read_pdf(_pdf_source(path), settings, report)
    if formato is FormatoDeArquivo.IMAGEM:
        return read_pictures(path, settings, report)
    lido = _TEXT_READERS[formato](path)
    if report is not None:
        report(1, 1)
    estado = EstadoDaPagina.LIDA if lido.texto else EstadoDaPagina.VAZIA
    return [PaginaLida(Pagina(1, estado, lido.texto, lido.oculto))]


def _pdf_source(path: Path) -> Path | bytes:
    """The file itself, or its bytes from the header on when too much stands before it."""
    with path.open("rb") as file:
        offset = find_pdf_start(file.read(2 * _PDF_HEADER_REACH)) or 0
    if offset < _PDF_HEADER_REACH:
        return path
    return path.read_bytes()[offset:]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build_unreadable(sha256: str, formato: FormatoDeArquivo, motivo: str) -> DocumentoLido:
    return DocumentoLido(sha256, formato, (Pagina(1, EstadoDaPagina.ILEGIVEL, ""),), motivo)


def _capitalize(motivo: str) -> str:
    return f"{motivo[:1].upper()}{motivo[1:]}."
