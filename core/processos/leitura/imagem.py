"""Uploaded or delivered pictures of documents: each frame is a page for OCR."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from core.processos.domain import EstadoDaPagina, Pagina
from core.processos.leitura.motivos import LIMITE_DE_TEMPO, PaginaLida
from core.processos.leitura.ocr import read_image
from core.settings import LeituraSettings

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_MAX_PIXELS = 80_000_000
_MAX_WORK_PIXELS = 36_000_000
_MIN_SIDE = 1_200
_A4_HEIGHT_IN = 11.7

IMAGEM_QUEBRADA = "a imagem está danificada e não pôde ser aberta"
IMAGEM_ENORME = "a imagem é grande demais para ser aberta"
LIMITE_DE_PAGINAS = "o documento passa do limite de páginas"


def read_pictures(
    path: Path, settings: LeituraSettings, report: Callable[[int, int], None] | None = None
) -> list[PaginaLida]:
    """Every frame of the file (TIFF has many), in order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata and of sizes that are checked here
        try:
            with Image.open(path, formats=_FORMATS) as image:
                return _read_frames(image, settings, report)
        except Image.DecompressionBombError:
            return [_lost(0, IMAGEM_ENORME)]
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return [_lost(0, IMAGEM_QUEBRADA)]


def _read_frames(
    image: Image.Image, settings: LeituraSettings, report: Callable[[int, int], None] | None
) -> list[PaginaLida]:
    deadline = time.monotonic() + settings.document_timeout_s
    count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    readable = min(count, settings.max_pages)
    pages = []
    for index in range(readable):
        if time.monotonic() > deadline:
            pages.append(_cut(index, LIMITE_DE_TEMPO))
            continue
        pages.append(_read_frame(image, index, settings))
        if report is not None:
            report(index + 1, readable)
    return pages + [_cut(index, LIMITE_DE_PAGINAS) for index in range(readable, count)]


def _read_frame(image: Image.Image, index: int, settings: LeituraSettings) -> PaginaLida:
    try:
        image.seek(index)
        if image.width * image.height > _MAX_PIXELS:
            return _lost(index, IMAGEM_ENORME)
        frame = _fit(ImageOps.exif_transpose(_on_white(image)).convert("L"))
    except (OSError, SyntaxError, ValueError, EOFError):
        return _lost(index, IMAGEM_QUEBRADA)
    lida = read_image(frame, round(max(frame.size) / _A4_HEIGHT_IN), settings)
    return PaginaLida(Pagina(index + 1, lida.estado, lida.texto), lida.motivo)


def _on_white(image: Image.Image) -> Image.Image:
    """Transparent paper becomes white paper."""
    if "transparency" not in image.info and "A" not in image.getbands():
        return image
    layer = image.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer)


def _fit(image: Image.Image) -> Image.Image:
    """Letters of a size that the engine reads: small pictures are enlarged, huge ones reduced."""
    if min(image.size) < _MIN_SIDE and image.width * image.height * 4 <= _MAX_WORK_PIXELS:
        return image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    while image.width * image.height > _MAX_WORK_PIXELS:
        image = image.reduce(2)
    return image


def _lost(index: int, motivo: str) -> PaginaLida:
    return PaginaLida(Pagina(index + 1, EstadoDaPagina.ILEGIVEL, ""), motivo)


def _cut(index: int, motivo: str) -> PaginaLida:
    return PaginaLida(Pagina(index + 1, EstadoDaPagina.CORTADA, ""), motivo)
