"""Text of a picture: cleaned and divided first, judged after, and tried again when doubtful."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from core.processos.domain import EstadoDaPagina
from core.processos.leitura.colunas import Block, split_blocks
from core.processos.leitura.letras import fit_letters
from core.processos.leitura.motivos import DEMOROU, FALHOU
from core.processos.leitura.motor import AUTOMATIC, BLOCK, EngineError, Palavra, TooSlowError, recognize
from core.processos.leitura.preparo import Contraste, has_ink, is_sideways, measure_contraste, prepare
from core.processos.leitura.tinta import DPI as TINTA_DPI
from core.processos.leitura.tinta import measure_tinta
from core.settings import LeituraSettings

_OCR_SHARE = 0.75
"""Of the page's processor time: what was read until then is kept, while the system's limit would lose the page."""
_GOOD_CONFIDENCE, _SURE_CONFIDENCE = 70.0, 85.0
_MIN_CONFIDENCE = 45.0
_MIN_PLAUSIBLE = 0.4
_MIN_NOISE_CONFIDENCE = 30.0
_MAX_UNCOVERED = 0.15
_MIN_UNCOVERED_CELLS = 60
"""About one line of writing on a page."""
_PLAUSIBLE = re.compile(r"[^\W\d_]*[aeiouáéíóúâêôãõàAEIOUÁÉÍÓÚÂÊÔÃÕÀ][^\W\d_]*|[\dR$.,/%:ºª-]*\d[\dR$.,/%:ºª-]*")
_EDGE_SIGNS = ".,;:!?()[]\"'“”‘’-–—"

SEM_TEXTO = "a imagem não tem texto que se possa ler"
ILEGIVEL = "a imagem está ruim demais para ser lida"


@dataclass(frozen=True)
class LeituraDaImagem:
    """What was read: OCR with text, ILEGIVEL with the reason, or VAZIA."""

    estado: EstadoDaPagina
    texto: str = ""
    motivo: str = ""


@dataclass(frozen=True)
class _Attempt:
    """``cover`` is the share of the page's writing that lies under some word."""

    texto: str
    confidence: float
    plausible: float
    cover: float

    @property
    def score(self) -> float:
        return self.confidence * self.plausible * self.cover

    @property
    def is_good(self) -> bool:
        return self.confidence >= _GOOD_CONFIDENCE and self.cover >= 1 - _MAX_UNCOVERED

    @property
    def is_sure(self) -> bool:
        return self.is_good and self.confidence >= _SURE_CONFIDENCE

    @property
    def is_legible(self) -> bool:
        return self.confidence >= _MIN_CONFIDENCE and self.plausible >= _MIN_PLAUSIBLE


@dataclass(frozen=True)
class _Request:
    dpi: int
    language: str
    deadline: float


def read_image(image: Image.Image, dpi: int, settings: LeituraSettings) -> LeituraDaImagem:
    """Read one page, well within ``page_timeout_s`` and ``page_cpu_s``; never raises for what is on it.

    Raises OcrUnavailableError when there is no engine.
    """
    limit_s = min(settings.page_timeout_s, _OCR_SHARE * settings.page_cpu_s)
    request = _Request(dpi, settings.ocr_language, time.monotonic() + limit_s)
    contraste = measure_contraste(image)
    if contraste is Contraste.MANCHAS:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=ILEGIVEL)
    prepared = prepare(image)
    if contraste is Contraste.NADA or not has_ink(prepared):
        return LeituraDaImagem(EstadoDaPagina.VAZIA)
    try:
        best = _read_best(image, prepared, request)
    except TooSlowError:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=DEMOROU)
    except EngineError:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=FALHOU)
    if not best.texto:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=SEM_TEXTO)
    if not best.is_legible:
        return LeituraDaImagem(EstadoDaPagina.ILEGIVEL, motivo=ILEGIVEL)
    return LeituraDaImagem(EstadoDaPagina.OCR, best.texto)


def _read_best(original: Image.Image, prepared: Image.Image, request: _Request) -> _Attempt:
    """Block by block; what is doubtful or leaves writing unread is tried with the engine's own layout, or turned."""
    best = _read_fitted(prepared, request)
    if best.is_good:
        return best
    try:
        if best.is_legible and not is_sideways(prepared):
            return max(best, _read_whole(prepared, request), key=lambda attempt: attempt.score)
        for turn in _list_turns(prepared):
            turned = _read_fitted(prepare(original.transpose(turn)), request)
            best = max(best, turned, key=lambda attempt: attempt.score)
            if best.is_good:
                return best
        return max(best, _read_whole(prepared, request), key=lambda attempt: attempt.score)
    except TooSlowError:
        return best


def _read_fitted(prepared: Image.Image, request: _Request) -> _Attempt:
    """The blocks at the size that suits the letters, and at that of the page when this leaves doubts."""
    fitted = fit_letters(prepared)
    first = _read_blocks(fitted, replace(request, dpi=round(request.dpi * fitted.width / prepared.width)))
    if fitted is prepared or first.is_sure or not first.is_legible:
        return first
    try:
        return max(first, _read_blocks(prepared, request), key=lambda attempt: attempt.score)
    except TooSlowError:
        return first


def _list_turns(prepared: Image.Image) -> tuple[Image.Transpose, ...]:
    if is_sideways(prepared):
        return (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)
    return (Image.Transpose.ROTATE_180,)


def _read_blocks(image: Image.Image, request: _Request) -> _Attempt:
    words = [_recognize_block(image, block, request) for block in split_blocks(image)]
    return _judge(image, words, request.dpi)


def _read_whole(image: Image.Image, request: _Request) -> _Attempt:
    words = recognize(image, AUTOMATIC, request.dpi, request.language, request.deadline)
    return _judge(image, [words], request.dpi)


def _recognize_block(image: Image.Image, block: Block, request: _Request) -> list[Palavra]:
    """Words of one block, with their places on the page."""
    left, top, _, _ = block
    words = recognize(image.crop(block), BLOCK, request.dpi, request.language, request.deadline)
    return [word.move(left, top) for word in words]


def _judge(image: Image.Image, blocks: Sequence[Sequence[Palavra]], dpi: int) -> _Attempt:
    """Text by lines; confidence and share of plausible words, both weighted by length; cover of the writing."""
    kept = [[word for word in block if not _is_noise(word)] for block in blocks]
    words = [word for block in kept for word in block]
    weight = sum(len(word.texto) for word in words)
    if not weight:
        return _Attempt("", 0.0, 0.0, 0.0)
    plausible = sum(len(word.texto) for word in words if _PLAUSIBLE.fullmatch(word.texto.strip(_EDGE_SIGNS)))
    confident = sum(word.confianca * len(word.texto) for word in words)
    texto = "\n\n".join(_join_lines(block) for block in kept if block)
    return _Attempt(texto, confident / weight, plausible / weight, _measure_cover(image, words, dpi))


def _is_noise(word: Palavra) -> bool:
    is_unsure = word.confianca < _MIN_NOISE_CONFIDENCE and not any(c.isalnum() for c in word.texto)
    return not word.texto or word.confianca < 0 or is_unsure


def _join_lines(words: Sequence[Palavra]) -> str:
    lines: dict[tuple[int, int, int], list[str]] = {}
    for word in words:
        lines.setdefault(word.linha, []).append(word.texto)
    return "\n".join(" ".join(line) for line in lines.values())


def _measure_cover(image: Image.Image, words: Sequence[Palavra], dpi: int) -> float:
    scale = min(TINTA_DPI / dpi, 1.0)
    small = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
    boxes = np.array([word.caixa for word in words], dtype=np.float64) * scale
    tinta = measure_tinta(np.asarray(small), boxes)
    return 1.0 if tinta.unexplained < _MIN_UNCOVERED_CELLS else 1 - tinta.unexplained_share
