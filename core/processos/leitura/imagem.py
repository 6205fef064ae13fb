"""Uploaded or delivered pictures of documents: each frame is a page for OCR."""

from __future__ import annotations

import struct
import time
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from core.processos.domain import EstadoDaPagina, FormatoDeArquivo, Pagina
from core.processos.leitura.motivos import LIMITE_DE_TEMPO, Abertura, Inicio, PaginaLida, Passo, build_lost
from core.processos.leitura.ocr import read_image
from core.settings import LeituraSettings

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_MAX_PIXELS = 80_000_000
_MAX_WORK_PIXELS = 36_000_000
_MIN_SIDE = 1_200
_MAX_LISTED = 600
_A4_HEIGHT_IN = 11.7

IMAGEM_QUEBRADA = "a imagem está danificada e não pôde ser aberta"
IMAGEM_ENORME = "a imagem é grande demais para ser aberta"
LIMITE_DE_PAGINAS = "o documento passa do limite de páginas"


def read_pictures(path: Path, settings: LeituraSettings, done: Collection[int] = ()) -> Iterator[Passo]:
    """Every frame of the file (TIFF has many), in order. A frame that breaks the file ends it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata and of sizes that are checked here
        try:
            image = Image.open(path, formats=_FORMATS)
        except Image.DecompressionBombError:
            yield from _refuse(IMAGEM_ENORME)
            return
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            yield from _refuse(IMAGEM_QUEBRADA)
            return
        with image:
            yield from _read_frames(image, settings, done)


def _read_frames(image: Image.Image, settings: LeituraSettings, done: Collection[int]) -> Iterator[Passo]:
    deadline = time.monotonic() + settings.document_timeout_s
    count = _count_frames(image, settings.max_pages + _MAX_LISTED)
    readable = min(count, settings.max_pages)
    yield Abertura(FormatoDeArquivo.IMAGEM, readable)
    for number in range(1, readable + 1):
        if number in done:
            continue
        if time.monotonic() > deadline:
            yield build_lost(number, LIMITE_DE_TEMPO, EstadoDaPagina.CORTADA)
            continue
        yield Inicio(number)
        yield _read_frame(image, number, settings)
    for number in range(readable + 1, count + 1):
        yield build_lost(number, LIMITE_DE_PAGINAS, EstadoDaPagina.CORTADA)


def _count_frames(image: Image.Image, most: int) -> int:
    """Frames of a TIFF, as far as they can be found; ``n_frames`` would follow a chain of any length."""
    if image.format != "TIFF":
        return 1
    count = 1
    try:
        while count < most:
            image.seek(count)
            count += 1
    except (EOFError, OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return count  # the end of the file, or what is left of it
    return count


def _read_frame(image: Image.Image, number: int, settings: LeituraSettings) -> PaginaLida:
    try:
        image.seek(number - 1)
        if image.width * image.height > _MAX_PIXELS:
            return build_lost(number, IMAGEM_ENORME)
        frame = _fit(ImageOps.exif_transpose(_on_white(image)).convert("L"))
    except Image.DecompressionBombError:
        return build_lost(number, IMAGEM_ENORME)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, struct.error):
        return build_lost(number, IMAGEM_QUEBRADA)
    lida = read_image(frame, round(max(frame.size) / _A4_HEIGHT_IN), settings)
    return PaginaLida(Pagina(number, lida.estado, lida.texto), lida.motivo)


def _refuse(motivo: str) -> Iterator[Passo]:
    yield Abertura(FormatoDeArquivo.IMAGEM, 1)
    yield build_lost(1, motivo)


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
