"""The gate of a page: is its text layer the page, or must the picture be read?

A text layer may be trusted only if it explains the writing: every scanned page of the court carries a stamp as real
text, so counting characters says nothing.
"""

from __future__ import annotations

from enum import Enum

from core.processos.leitura.folha import Imagens
from core.processos.leitura.idioma import is_plausible
from core.processos.leitura.tinta import Tinta

_BLANK_CELLS = 12
"""Cells with ink, of some 15,000 on an A4 page, below which the page shows nothing: specks and edges of paper."""
_MIN_BODY_CHARS = 80
_MAX_UNEXPLAINED = 0.5
_MIN_PART_CELLS, _MIN_PART_SHARE = 120, 0.12
"""Two lines of writing and more that the text layer does not know: a picture with words of its own."""
MIN_IMAGE_SHARE = 0.3
_MIN_SANE = 0.9
_MAX_UNMAPPED = 0.1


class Caminho(Enum):
    """How a page is read: not at all, from its text, from its picture, or from both."""

    VAZIA = "vazia"
    TEXTO = "texto"
    OCR = "ocr"
    AMBOS = "ambos"


def choose_caminho(corpo: str, tinta: Tinta, imagens: Imagens, *, is_sane: bool, is_whole: bool) -> Caminho:
    """``corpo`` is the visible text without the frame; ``is_whole`` is false when some text was hidden."""
    chars = sum(not c.isspace() for c in corpo)
    is_scan = imagens.share >= MIN_IMAGE_SHARE
    if chars == 0:
        return Caminho.OCR if is_scan or tinta.marks > _BLANK_CELLS else Caminho.VAZIA
    if not is_sane or imagens.has_layer or (is_scan and not is_whole):
        return Caminho.OCR
    if chars < _MIN_BODY_CHARS and tinta.unexplained > max(_BLANK_CELLS, tinta.total * _MAX_UNEXPLAINED):
        return Caminho.AMBOS
    if tinta.unexplained > max(_MIN_PART_CELLS, tinta.total * _MIN_PART_SHARE):
        return Caminho.AMBOS
    return Caminho.TEXTO


def is_sane(texto: str, unmapped_share: float = 0.0) -> bool:
    """Real characters in a plausible mixture: fonts without a Unicode map give private, unknown or other letters.

    ``unmapped_share`` is the part of the page's characters for which the PDF itself names no letter.
    """
    chars = [c for c in texto if not c.isspace()]
    if not chars:
        return True
    sane = sum(c.isprintable() and c != "\ufffd" and not "\ue000" <= c <= "\uf8ff" for c in chars)
    return unmapped_share <= _MAX_UNMAPPED and sane >= _MIN_SANE * len(chars) and is_plausible(texto)
