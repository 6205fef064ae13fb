"""Hidden text: words that the file carries and nobody can see.

A word must show ink where it stands (contrast of at least 40 grey levels), be on the page and be tall enough to read.
White, almost white, tiny, off-page, invisible, transparent and covered text fails one of these. What fails is taken
out of the text and shown to the attorney.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.processos.leitura.folha import Boxes, Folha, Grey, clean_text

_MIN_CONTRAST = 40
_MIN_HEIGHT_PT = 2.4
_MIN_BOX_PX = 3
_MAX_RATIO = 3
"""Width of the pieces, in heights, in which a run of text is looked at."""
_MAX_DOUBTFUL = 40
_CROWD_PX = 4
"""Pixels of a cell in which runs that lie over each other are found."""
_CROWDED = 0.5
_LINE_BREAKS = "\r\n"


@dataclass(frozen=True)
class TextoVisivel:
    """The text that a reader sees, and the words that only a program would."""

    texto: str
    oculto: str = ""


def split_hidden(folha: Folha, picture: Grey, boxes: Boxes) -> TextoVisivel:
    """The page's text without its hidden words. ``boxes`` are its runs of text on ``picture``."""
    texto = folha.read_text()
    smuggled = folha.find_smuggled()
    if not texto.strip():
        return TextoVisivel("", smuggled)
    crowd = _Crowd(picture, boxes)
    doubtful = [
        index for index, box in enumerate(boxes) if crowd.covers(box) or not _is_visible_run(picture, box, folha)
    ]
    is_certain = len(boxes) > 0 and len(doubtful) <= _MAX_DOUBTFUL
    if is_certain and all(_is_only_signs(folha.read_run(index)) for index in doubtful):
        return TextoVisivel(texto, smuggled)
    visivel = _split_words(folha, picture, crowd)
    return replace(visivel, oculto=f"{visivel.oculto} {smuggled}".strip())


class _Crowd:
    """Where runs of text lie over each other: ink there may be that of another run."""

    def __init__(self, picture: Grey, boxes: Boxes) -> None:
        self._runs = np.zeros([side // _CROWD_PX + 1 for side in picture.shape], dtype=np.int16)
        for box in boxes:
            self._runs[_find_cells(box)] += 1

    def covers(self, box: npt.NDArray[np.float64]) -> bool:
        runs = self._runs[_find_cells(box)]
        return runs.size > 0 and float((runs > 1).mean()) > _CROWDED


def _find_cells(box: npt.NDArray[np.float64]) -> tuple[slice, slice]:
    """The cells whose middle lies in the box; none outside the page."""
    left, top, right, bottom = (max(round(side / _CROWD_PX), 0) for side in box)
    return slice(top, bottom), slice(left, right)


def _is_only_signs(run: str) -> bool:
    """Dashes, dots and bullets, too thin to be measured and with nothing to say."""
    return bool(run) and not any(c.isalnum() for c in run)


def _is_visible_run(picture: Grey, box: npt.NDArray[np.float64], folha: Folha) -> bool:
    """Cheap and strict: anything doubtful is looked at word by word."""
    height, width = picture.shape
    left, top, right, bottom = (int(v) for v in (*np.floor(box[:2]), *np.ceil(box[2:])))
    is_inside = left >= 0 and top >= 0 and right <= width and bottom <= height
    tall = min(bottom - top, right - left)
    if not is_inside or tall < _MIN_BOX_PX or tall * folha.height_pt / height < _MIN_HEIGHT_PT:
        return False
    region = picture[top:bottom, left:right]
    if right - left < bottom - top:
        region = region.T  # text that runs upwards
    pieces = np.arange(0, region.shape[1], _MAX_RATIO * region.shape[0])
    lightest = np.maximum.reduceat(region.max(axis=0), pieces)
    darkest = np.minimum.reduceat(region.min(axis=0), pieces)
    full = lightest.astype(np.int16) - darkest
    if len(pieces) > 1 and region.shape[1] - pieces[-1] < region.shape[0]:
        full = full[:-1]  # a last piece of less than one letter
    return bool((full >= _MIN_CONTRAST).all())


def _split_words(folha: Folha, picture: Grey, crowd: _Crowd) -> TextoVisivel:
    codes, boxes, heights = folha.char_boxes(picture)
    seen: list[str] = []
    hidden: list[str] = []
    start = 0
    for end in range(len(codes) + 1):
        if end < len(codes) and not _is_space(codes[end]):
            continue
        word = "".join(map(chr, codes[start:end]))
        if word and (
            _is_hidden(word, picture, boxes[start:end], heights[start:end])
            or _is_painted_away(folha, start, picture, boxes[start:end], crowd)
        ):
            hidden.append(word)
        else:
            seen.append(word)
        if end < len(codes):
            seen.append(chr(codes[end]) if chr(codes[end]) in _LINE_BREAKS else " ")
        start = end + 1
    return TextoVisivel(_tidy("".join(seen)), clean_text(" ".join(hidden)).strip())


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in clean_text(text).splitlines()).strip("\n")


def _is_space(code: int) -> bool:
    return code == 0 or chr(code).isspace()


def _is_hidden(word: str, picture: Grey, boxes: Boxes, heights: npt.NDArray[np.float64]) -> bool:
    if not any(c.isalnum() for c in word):
        return False
    if heights.max(initial=0.0) < _MIN_HEIGHT_PT:
        return True
    height, width = picture.shape
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = boxes[:, 2].max(), boxes[:, 3].max()
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    if not (0 <= middle_x < width and 0 <= middle_y < height):
        return True
    rows = slice(max(int(top), 0), max(int(np.ceil(bottom)), int(top) + 1))
    columns = slice(max(int(left), 0), max(int(np.ceil(right)), int(left) + 1))
    region = picture[rows, columns]
    return region.size == 0 or int(region.max()) - int(region.min()) < _MIN_CONTRAST


def _is_painted_away(folha: Folha, index: int, picture: Grey, boxes: Boxes, crowd: _Crowd) -> bool:
    """Whether a word among other words, whose ink hides that it has none, is of the colour of its paper."""
    box = np.array([*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)])
    if not crowd.covers(box):
        return False
    left, top, right, bottom = box.round().astype(int).clip(min=0)
    paper = float(np.median(picture[top : bottom + 1, left : right + 1]))
    return abs(folha.measure_colour(index, paper) - paper) < _MIN_CONTRAST
