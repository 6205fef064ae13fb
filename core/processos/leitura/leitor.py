"""One door for every format: a file goes in, its pages come out one by one, and nothing is lost without a reason.

Whatever is wrong with the file, the answer names it; only faults of the portal itself raise. Hostile files can hang or
kill the process that reads them: ``isolamento`` runs this in a child.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from core.processos.domain import DocumentoLido, EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.leitura.formatos import find_pdf_start, sniff
from core.processos.leitura.imagem import read_pictures
from core.processos.leitura.motivos import (
    SEM_PAGINAS,
    Abertura,
    Done,
    Inicio,
    PaginaLida,
    Passo,
    build_lido,
    build_lost,
)
from core.processos.leitura.pdf import LIMITE_DE_PAGINAS, PdfRefusedError, read_pdf
from core.processos.leitura.texto_docx import read_docx
from core.processos.leitura.texto_html import read_html
from core.processos.leitura.texto_rtf import read_rtf
from core.processos.leitura.textos import PaginaDeTexto, TextRefusedError, read_txt
from core.settings import LeituraSettings

Report = Callable[[int, int], None]

_TEXT_READERS: dict[FormatoDeArquivo, Callable[[Path], list[PaginaDeTexto]]] = {
    FormatoDeArquivo.RTF: read_rtf,
    FormatoDeArquivo.HTML: read_html,
    FormatoDeArquivo.TXT: read_txt,
    FormatoDeArquivo.DOCX: read_docx,
}
_PDF_HEADER_REACH = 1024
"""PDFium looks for the header in the first kilobyte."""
_MAX_LISTED = 600
_MIN_PICTURE_CM2 = 20.0
"""A picture beside text that is no coat of arms: about a quarter of a page's width by as much."""

VAZIO = "O arquivo está vazio."
DESCONHECIDO = "O formato do arquivo não é um dos que o portal lê."
IMAGENS = "o arquivo traz imagens que o portal não lê"


def read_content(path: Path, settings: LeituraSettings, report: Report | None = None) -> DocumentoLido:
    """Text per page of one file, in this process. ``report`` receives (pages done, pages to read)."""
    abertura = Abertura(FormatoDeArquivo.DESCONHECIDO, 0)
    pages: list[PaginaLida] = []
    for passo in iterate_pages(path, settings):
        if isinstance(passo, Abertura):
            abertura = passo
        elif isinstance(passo, PaginaLida):
            pages.append(passo)
            if report is not None and len(pages) <= abertura.total:
                report(len(pages), abertura.total)
    return build_lido(hash_file(path), abertura, pages)


def iterate_pages(path: Path, settings: LeituraSettings, done: Done = SEM_PAGINAS) -> Iterator[Passo]:
    """The opening, then every page as it is read; those in ``done`` are not read again."""
    formato = sniff(path)
    size = path.stat().st_size
    if formato is FormatoDeArquivo.VAZIO:
        yield Abertura(formato, 0, VAZIO)
        return
    motivo = ""
    if formato is FormatoDeArquivo.DESCONHECIDO:
        motivo = DESCONHECIDO
    elif size > settings.max_file_bytes:
        limit = settings.max_file_bytes // 1_000_000
        motivo = f"O arquivo tem {size // 1_000_000} MB e o portal lê até {limit} MB."
    if motivo:
        yield from refuse(formato, motivo)
        return
    try:
        if formato is FormatoDeArquivo.PDF:
            yield from read_pdf(_pdf_source(path), settings, done)
        elif formato is FormatoDeArquivo.IMAGEM:
            yield from read_pictures(path, settings, done)
        else:
            yield from _read_text(path, formato, settings, done)
    except (PdfRefusedError, TextRefusedError) as error:
        yield from refuse(formato, _capitalize(str(error)))


def refuse(formato: FormatoDeArquivo, motivo: str) -> Iterator[Passo]:
    """A file that is not read at all, for a reason that is a whole sentence."""
    yield Abertura(formato, 1, motivo)
    yield build_lost(1, "")


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_text(path: Path, formato: FormatoDeArquivo, settings: LeituraSettings, done: Done) -> Iterator[Passo]:
    """Formats whose words need no recognition. Their pages are known once all is read."""
    paginas = _TEXT_READERS[formato](path)
    readable = min(len(paginas), settings.max_pages)
    yield Abertura(formato, readable)
    for number, pagina in enumerate(paginas[:readable], 1):
        if number not in done:
            yield Inicio(number)
            yield _judge_text(number, pagina)
    for number in range(readable + 1, min(len(paginas), readable + _MAX_LISTED) + 1):
        yield build_lost(number, LIMITE_DE_PAGINAS, EstadoDaPagina.CORTADA)


def _judge_text(number: int, pagina: PaginaDeTexto) -> PaginaLida:
    """Pictures are not read: a page of nothing else is illegible, and one with words says what is missing."""
    texto, oculto = pagina.visivel.texto, pagina.visivel.oculto
    if not texto:
        estado = EstadoDaPagina.ILEGIVEL if pagina.picture_cm2 else EstadoDaPagina.VAZIA
        return PaginaLida(Pagina(number, estado, "", oculto), IMAGENS if pagina.picture_cm2 else "")
    motivo = IMAGENS if pagina.picture_cm2 >= _MIN_PICTURE_CM2 else ""
    return PaginaLida(Pagina(number, EstadoDaPagina.LIDA, texto, oculto), motivo)


def _pdf_source(path: Path) -> Path | bytes:
    """The file itself, or its bytes from the header on when too much stands before it."""
    with path.open("rb") as file:
        offset = find_pdf_start(file.read(2 * _PDF_HEADER_REACH)) or 0
    if offset < _PDF_HEADER_REACH:
        return path
    return path.read_bytes()[offset:]


def _capitalize(motivo: str) -> str:
    return f"{motivo[:1].upper()}{motivo[1:]}."
