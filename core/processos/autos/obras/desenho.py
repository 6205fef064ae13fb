"""Pictures of pages, drawn in a child: PDF by PDFium, scans by Pillow. Formats without pages have none."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from core.processos.domain import FormatoDeArquivo
from core.processos.leitura.folha import open_page
from core.processos.leitura.formatos import find_pdf_start, sniff

WIDTH_PX = 1200
MIMETYPE = "image/jpeg"
_MAX_HEIGHT_PX = 10_000
_MAX_SOURCE_PIXELS = 80_000_000
_QUALITY = 78
_HEADER_REACH = 1024
"""PDFium looks for the header of a file in its first kilobyte only."""

SEM_IMAGEM = "Este documento é só texto: não há imagem da página."
QUEBRADA = "A página está danificada e não pôde ser desenhada."


@dataclass(frozen=True)
class Desenho:
    """The picture of a page as JPEG, or why there is none."""

    numero: int
    imagem: bytes = b""
    motivo: str = ""


def draw_pages(path: Path, numeros: Sequence[int]) -> Iterator[Desenho]:
    """The pages asked for, in that order; pages that are not there are left out."""
    formato = sniff(path)
    if formato is FormatoDeArquivo.PDF:
        yield from _draw_pdf(path, numeros)
    elif formato is FormatoDeArquivo.IMAGEM:
        yield from _draw_frames(path, numeros)
    else:
        yield from (Desenho(numero, motivo=SEM_IMAGEM) for numero in numeros)


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """The document, also when something stands before its header. Raises PdfiumError."""
    with path.open("rb") as file:
        offset = find_pdf_start(file.read(2 * _HEADER_REACH)) or 0
    return pdfium.PdfDocument(path if offset < _HEADER_REACH else path.read_bytes()[offset:])


def _draw_pdf(path: Path, numeros: Sequence[int]) -> Iterator[Desenho]:
    try:
        pdf = open_pdf(path)
    except pdfium.PdfiumError:
        yield from (Desenho(numero, motivo=QUEBRADA) for numero in numeros)
        return
    with closing(pdf):
        for numero in numeros:
            if numero <= len(pdf):
                yield _draw_page(pdf, numero)


def _draw_page(pdf: pdfium.PdfDocument, numero: int) -> Desenho:
    try:
        with closing(open_page(pdf, numero - 1)) as page:
            width, height = page.get_size()
            if not (math.isfinite(width * height) and min(width, height) >= 1):
                return Desenho(numero, motivo=QUEBRADA)
            scale = min(WIDTH_PX / width, _MAX_HEIGHT_PX / height)
            with closing(page.render(scale=scale)) as bitmap:
                return Desenho(numero, _encode(bitmap.to_pil()))
    except pdfium.PdfiumError:
        return Desenho(numero, motivo=QUEBRADA)


def _draw_frames(path: Path, numeros: Sequence[int]) -> Iterator[Desenho]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata
        for numero in numeros:
            try:
                with Image.open(path) as image:
                    image.seek(numero - 1)
                    yield _draw_frame(image, numero)
            except EOFError:
                return
            except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
                yield Desenho(numero, motivo=QUEBRADA)


def _draw_frame(image: Image.Image, numero: int) -> Desenho:
    if image.width * image.height > _MAX_SOURCE_PIXELS:
        return Desenho(numero, motivo=QUEBRADA)
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((WIDTH_PX, _MAX_HEIGHT_PX))
    return Desenho(numero, _encode(upright))


def _encode(image: Image.Image) -> bytes:
    with io.BytesIO() as file:
        image.convert("RGB").save(file, "JPEG", quality=_QUALITY)
        return file.getvalue()
