"""How a cleaned page is divided before it is read: stamps along the margins away, columns one after the other.

The engine's own analysis loses or mixes columns and reads what runs along a margin as noise between the lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Ink = npt.NDArray[np.bool_]
"""A small picture of the page, true where there is ink."""
Block = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_SMALL_WIDTH = 400
_INK = 205
_MARGIN = 0.13
_MAX_BAND = 0.07
_MIN_GAP = 0.008
_MIN_TALL, _MIN_FULL = 0.2, 0.55
"""A band along the margin is tall and nearly unbroken; numbers of a list in the margin are neither."""
_RIVER_ZONE = (0.25, 0.75)
_RIVER_WIDTH = 0.012
_MIN_RIVER = 0.3
_MAX_DIVISIONS = 2
_MIN_COLUMN = 0.22
_MIN_FILLED = 0.62
"""Lines of prose fill their column; cells of a table do not, and their rows must stay together."""


@dataclass(frozen=True)
class _River:
    column: int
    top: int
    bottom: int


def shrink(image: Image.Image) -> Image.Image:
    """A small copy on which the page as a whole is looked at."""
    return image.reduce(max(image.width // _SMALL_WIDTH, 1))


def blank_margins(image: Image.Image) -> Image.Image:
    """White over narrow bands along the left and right edges: lines of verification, edges of the scanner."""
    ink = np.asarray(shrink(image)) < _INK
    left, right = _measure_band(ink), _measure_band(ink[:, ::-1])
    if not left and not right:
        return image
    scale = image.width / ink.shape[1]
    pixels = np.asarray(image).copy()
    pixels[:, : round(left * scale)] = 255
    pixels[:, image.width - round(right * scale) :] = 255
    return Image.fromarray(pixels)


def split_blocks(image: Image.Image) -> list[Block]:
    """The parts of the page in reading order: above, columns from left to right, below; or the page itself."""
    ink = np.asarray(shrink(image)) < _INK
    scale_x, scale_y = image.width / ink.shape[1], image.height / ink.shape[0]
    return [
        (round(left * scale_x), round(top * scale_y), round(right * scale_x), round(bottom * scale_y))
        for left, top, right, bottom in _divide(ink, ink.shape, _MAX_DIVISIONS)
    ]


def _divide(ink: Ink, page: tuple[int, ...], divisions: int) -> list[Block]:
    """Blocks in the cells of ``ink``, a part of a page of this height and width. Each column is looked at again."""
    height, width = ink.shape
    river = _find_river(ink, page) if divisions else None
    if river is None:
        return [(0, 0, width, height)]
    sides = ink[river.top : river.bottom, : river.column], ink[river.top : river.bottom, river.column :]
    left, right = (_divide(side, page, divisions - 1) for side in sides)
    blocks = [_move(block, 0, river.top) for block in left] + [_move(block, river.column, river.top) for block in right]
    if ink[: river.top].any():
        blocks.insert(0, (0, 0, width, river.top))
    if ink[river.bottom :].any():
        blocks.append((0, river.bottom, width, height))
    return blocks


def _move(block: Block, right: int, down: int) -> Block:
    return block[0] + right, block[1] + down, block[2] + right, block[3] + down


def _measure_band(ink: Ink) -> int:
    """Columns from the left edge that hold nothing but narrow tall bands; 0 when there are none."""
    height, width = ink.shape
    gap = max(round(_MIN_GAP * width), 2)
    is_inked = ink.sum(axis=0) > max(2, height // 200)
    blank_to, place = 0, 0
    while place < _MARGIN * width:
        if not is_inked[place]:
            place += 1
            continue
        end = place
        while end < width and is_inked[end : end + gap].any():
            end += 1
        if end > _MARGIN * width + gap or end - place > _MAX_BAND * width or not _is_tall(ink[:, place:end]):
            break
        blank_to = place = end
    return blank_to


def _is_tall(band: Ink) -> bool:
    rows = np.flatnonzero(band.any(axis=1))
    extent = int(rows[-1] - rows[0]) + 1
    return extent >= _MIN_TALL * band.shape[0] and len(rows) >= _MIN_FULL * extent


def _find_river(ink: Ink, page: tuple[int, ...]) -> _River | None:
    """The longest white stripe near the middle with a column of prose on each side, by the measures of the page."""
    height, width = ink.shape
    page_height, page_width = page
    breadth = max(round(_RIVER_WIDTH * page_width), 3)
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1)
    first, last = int(_RIVER_ZONE[0] * width), int(_RIVER_ZONE[1] * width) - breadth
    is_white = sums[:, first + breadth : last + breadth] == sums[:, first:last]
    run = np.zeros(is_white.shape[1], dtype=np.int64)
    best, ends = run.copy(), run.copy()
    for row in range(height):
        run = np.where(is_white[row], run + 1, 0)
        ends = np.where(run > best, row + 1, ends)
        best = np.maximum(best, run)
    longest = int(best.max(initial=0))
    if longest < _MIN_RIVER * page_height:
        return None
    widest = np.flatnonzero(best >= longest - 2)
    middle = int(widest[len(widest) // 2])
    bottom = int(ends[middle])
    river = _River(first + middle + breadth // 2, bottom - int(best[middle]), bottom)
    sides = ink[river.top : river.bottom, : river.column], ink[river.top : river.bottom, river.column :]
    return river if all(_is_prose(side, page_width, page_height) for side in sides) else None


def _is_prose(side: Ink, page_width: int, page_height: int) -> bool:
    columns, rows = np.flatnonzero(side.any(axis=0)), np.flatnonzero(side.any(axis=1))
    if len(columns) == 0 or rows[-1] - rows[0] < _MIN_RIVER / 2 * page_height:
        return False
    extent = int(columns[-1] - columns[0]) + 1
    if extent < _MIN_COLUMN * page_width:
        return False
    inked = side[rows]
    spans = side.shape[1] - inked[:, ::-1].argmax(axis=1) - inked.argmax(axis=1)
    return bool(np.mean(spans) >= _MIN_FILLED * extent)
