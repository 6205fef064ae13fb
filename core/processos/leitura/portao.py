"""The gate of a page: is its text layer the page, or must the picture be read?

A text layer may be trusted only if it explains the ink: every scanned page of the court carries a stamp as real text,
so counting characters says nothing. Ink is looked at in small cells; a cell under a run of text is explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from core.processos.leitura.folha import Boxes, Grey, Imagens

_CELL_PX = 8
_MIN_CELL_CONTRAST = 60
_BLANK_CELLS = 12
"""Cells with ink, of some 15,000 on an A4 page, below which the page shows nothing: specks and edges of paper."""
_MIN_BODY_CHARS = 80
_MAX_UNEXPLAINED = 0.5
_MIN_IMAGE_SHARE = 0.3
_MIN_SANE = 0.9
_VOWELS = frozenset("aeiouáéíóúâêôãõàüAEIOUÁÉÍÓÚÂÊÔÃÕÀ")
_VOWEL_RANGE = (0.25, 0.65)
_MIN_LETTERS = 200


class Caminho(Enum):
    """How a page is read."""

    VAZIA = "vazia"
    TEXTO = "texto"
    OCR = "ocr"


@dataclass(frozen=True)
class Tinta:
    """Cells with ink on a page, and those that no run of text explains."""

    total: int
    unexplained: int

    @property
    def unexplained_share(self) -> float:
        return self.unexplained / self.total if self.total else 0.0


def choose_caminho(corpo: str, tinta: Tinta, imagens: Imagens, *, is_whole: bool) -> Caminho:
    """``corpo`` is the visible text without the frame; ``is_whole`` is false when some text was hidden."""
    chars = sum(not c.isspace() for c in corpo)
    is_covered_by_image = imagens.share >= _MIN_IMAGE_SHARE
    if chars == 0 and tinta.unexplained <= _BLANK_CELLS:
        return Caminho.VAZIA
    if chars and not is_sane(corpo):
        return Caminho.OCR
    if chars < _MIN_BODY_CHARS and tinta.unexplained > max(_BLANK_CELLS, tinta.total * _MAX_UNEXPLAINED):
        return Caminho.OCR
    if is_covered_by_image and (tinta.unexplained_share > _MAX_UNEXPLAINED or not is_whole):
        return Caminho.OCR
    return Caminho.TEXTO


def measure_tinta(picture: Grey, boxes: Boxes) -> Tinta:
    """Ink of the picture in cells of some 6 points; ``boxes`` are the runs of text on it."""
    rows, columns = picture.shape[0] // _CELL_PX, picture.shape[1] // _CELL_PX
    if not rows or not columns:
        return Tinta(0, 0)
    cells = picture[: rows * _CELL_PX, : columns * _CELL_PX].reshape(rows, _CELL_PX, -1)
    lightest = cells.max(axis=1).reshape(rows, columns, _CELL_PX).max(axis=2)
    darkest = cells.min(axis=1).reshape(rows, columns, _CELL_PX).min(axis=2)
    inked = lightest.astype(np.int16) - darkest >= _MIN_CELL_CONTRAST
    explained = _cover(boxes, rows, columns)
    return Tinta(int(inked.sum()), int((inked & ~explained).sum()))


def is_sane(texto: str) -> bool:
    """Real characters in a plausible mixture: fonts without a Unicode map give private or shifted letters."""
    chars = [c for c in texto if not c.isspace()]
    if not chars:
        return True
    sane = sum(c.isprintable() and c != "\ufffd" and not "\ue000" <= c <= "\uf8ff" for c in chars)
    if sane < _MIN_SANE * len(chars):
        return False
    letters = [c for c in chars if c.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return True
    vowels = sum(c in _VOWELS for c in letters) / len(letters)
    return _VOWEL_RANGE[0] <= vowels <= _VOWEL_RANGE[1]


def _cover(boxes: Boxes, rows: int, columns: int) -> npt.NDArray[np.bool_]:
    """Cells under the boxes and half a cell around them."""
    covered = np.zeros((rows, columns), dtype=np.bool_)
    half = _CELL_PX / 2
    for left, top, right, bottom in boxes:
        first_row, last_row = max(int((top - half) // _CELL_PX), 0), int((bottom + half) // _CELL_PX)
        first_column, last_column = max(int((left - half) // _CELL_PX), 0), int((right + half) // _CELL_PX)
        if last_row >= 0 and last_column >= 0:
            covered[first_row : last_row + 1, first_column : last_column + 1] = True
    return covered
