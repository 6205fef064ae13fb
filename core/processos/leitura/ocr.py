"""Text of a picture by tesseract: the page is cleaned and straightened first, the answer is judged after.

One thread per page: with more, a page costs ten times as much on a busy machine (stack.md 2).
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytesseract
from PIL import Image

from core.processos.domain import EstadoDaPagina
from core.processos.leitura.motivos import DEMOROU, FALHOU
from core.processos.leitura.preparo import Contraste, has_ink, measure_contraste, prepare, split_columns
from core.settings import LeituraSettings

os.environ["OMP_THREAD_LIMIT"] = "1"

_BLOCK, _AUTOMATIC = 6, 3
_GOOD_CONFIDENCE = 70.0
_MIN_CONFIDENCE = 45.0
_MIN_PLAUSIBLE = 0.4
_MIN_NOISE_CONFIDENCE = 30.0
_PLAUSIBLE = re.compile(r"[^\W\d_]*[aeiouáéíóúâêôãõàAEIOUÁÉÍÓÚÂÊÔÃÕÀ][^\W\d_]*|[\dR$.,/%:ºª-]*\d[\dR$.,/%:ºª-]*")
_EDGE_SIGNS = ".,;:!?()[]\"'“”‘’-–—"

SEM_TEXTO = "a imagem não tem texto que se possa ler"
ILEGIVEL = "a imagem está ruim demais para ser lida"


class OcrUnavailableError(RuntimeError):
    """The engine is not installed: the portal's own fault, and no word about the page."""


class _TooSlowError(Exception):
    """The page's time is over."""


@dataclass(frozen=True)
class LeituraDaImagem:
    """What was read: OCR with text, ILEGIVEL with the reason, or VAZIA."""

    estado: EstadoDaPagina
    texto: str = ""
    motivo: str = ""


@dataclass(frozen=True)
class _Attempt:
    texto: str
    confidence: float
    plausible: float

    @property
    def score(self) -> float:
        return self.confidence * self.plausible

    @property
    def is_legible(self) -> bool:
        return self.confidence >= _MIN_CONFIDENCE and self.plausible >= _MIN_PLAUSIBLE


def read_image(image: Image.Image, dpi: int, settings: LeituraSettings) -> LeituraDaImagem:
    """Read one page; never longer than ``page_timeout_s``, never raises for what is on it.

    Raises OcrUnavailableError when there is no engine.
    """
    deadline = time.monotonic() + settings.page_timeout_s
    contraste = measure_contraste(image)
    if contraste is Contraste.MANCHAS:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=ILEGIVEL)
    prepared = prepare(image)
    if contraste is Contraste.NADA or not has_ink(prepared):
        return LeituraDaImagem(EstadoDaPagina.VAZIA)
    try:
        best = _read_best(prepared, dpi, settings.ocr_language, deadline)
    except _TooSlowError:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=DEMOROU)
    except pytesseract.TesseractNotFoundError as error:
        raise OcrUnavailableError("tesseract is not installed") from error
    except pytesseract.TesseractError:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=FALHOU)
    if not best.texto:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=SEM_TEXTO)
    if not best.is_legible:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=ILEGIVEL)
    return LeituraDaImagem(EstadoDaPagina.OCR, best.texto)


def _read_best(image: Image.Image, dpi: int, language: str, deadline: float) -> _Attempt:
    """As blocks, column by column; what comes out doubtful is tried with automatic layout and then turned."""
    best = _join([_recognize(block, _BLOCK, dpi, language, deadline) for block in split_columns(image)])
    if best.confidence >= _GOOD_CONFIDENCE:
        return best
    try:
        best = max(best, _recognize(image, _AUTOMATIC, dpi, language, deadline), key=lambda a: a.score)
        for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
            if best.is_legible:
                break
            turned = _recognize(image.transpose(turn), _BLOCK, dpi, language, deadline)
            best = max(best, turned, key=lambda a: a.score)
    except _TooSlowError:
        return best
    return best


def _recognize(image: Image.Image, psm: int, dpi: int, language: str, deadline: float) -> _Attempt:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise _TooSlowError
    with tempfile.TemporaryDirectory(prefix="ocr-") as folder:
        path = Path(folder) / "page.pgm"  # written many times faster than the PNG that pytesseract would make
        image.save(path)
        try:
            words = pytesseract.image_to_data(
                str(path),
                lang=language,
                config=f"--psm {psm} --dpi {dpi}",
                output_type=pytesseract.Output.DICT,
                timeout=remaining,
            )
        except pytesseract.TesseractError:
            raise
        except RuntimeError as error:  # all that pytesseract says of a timeout
            raise _TooSlowError from error
    return _judge(words)


def _judge(words: Mapping[str, Sequence[str | int]]) -> _Attempt:
    """Text by lines; confidence and share of plausible words, both weighted by length."""
    lines: dict[tuple[str | int, ...], list[str]] = {}
    weight = confident = plausible = 0.0
    columns = (words.get(name, ()) for name in ("text", "conf", "block_num", "par_num", "line_num"))
    for text, confidence, block, paragraph, line in zip(*columns, strict=True):
        word, sure = str(text).strip(), float(confidence)
        if not word or sure < 0 or (sure < _MIN_NOISE_CONFIDENCE and not any(c.isalnum() for c in word)):
            continue
        lines.setdefault((block, paragraph, line), []).append(word)
        weight += len(word)
        confident += sure * len(word)
        plausible += len(word) if _PLAUSIBLE.fullmatch(word.strip(_EDGE_SIGNS)) else 0
    if not weight:
        return _Attempt("", 0.0, 0.0)
    return _Attempt("\n".join(" ".join(line) for line in lines.values()), confident / weight, plausible / weight)


def _join(blocks: Sequence[_Attempt]) -> _Attempt:
    """Several blocks as one reading, in order."""
    weights = [max(len(block.texto), 1) for block in blocks]
    total = sum(weights)
    return _Attempt(
        "\n\n".join(block.texto for block in blocks if block.texto),
        sum(block.confidence * weight for block, weight in zip(blocks, weights, strict=True)) / total,
        sum(block.plausible * weight for block, weight in zip(blocks, weights, strict=True)) / total,
    )
