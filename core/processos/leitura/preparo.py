"""A scanned page made fit for reading: even paper, no black borders, straight lines, one column at a time."""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

_SMALL_WIDTH = 400
_MAX_ANGLE = 4.0
_COARSE, _FINE = 0.5, 0.1
_MIN_ANGLE = 0.2
_EVEN_PAPER = 235
_DARK = 128
_NEGATIVE = 80
_BAR_SHARE = 0.04
_BAR_DARKNESS = 0.6
_MIN_INK_SHARE = 0.0004
_MIN_DEPTH = 5.5
_MIN_CONTRAST = 12.0
_DARKEST_PERCENT = 0.02
_MAX_EVEN = 4.0
_RULE_INK = 170
_RULE_PART = 20
"""A rule is at least this part of the page's width: no letter has a straight stroke that long."""
_RIVER_ZONE = (0.3, 0.7)
_MIN_RIVER = 0.015
_RIVER_BALANCE = 0.25


def prepare(image: Image.Image) -> Image.Image:
    """The page in grey, with white paper and level lines."""
    grey = image.convert("L")
    if np.median(np.asarray(_shrink(grey))) < _NEGATIVE:
        grey = ImageOps.invert(grey)
    grey = _blank_bars(_even_paper(grey))
    angle = _find_angle(grey)
    if abs(angle) >= _MIN_ANGLE:
        grey = grey.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255)
    return erase_rules(grey)


def has_ink(image: Image.Image) -> bool:
    """Whether anything but specks is on a prepared page."""
    small = np.asarray(_shrink(image.filter(ImageFilter.MedianFilter(3)) if image.width < 800 else image))
    return bool((small < _DARK + 60).mean() >= _MIN_INK_SHARE)


class Contraste(Enum):
    """What can be told from the paper of a page."""

    NADA = "nada"
    MANCHAS = "manchas"
    TRACOS = "tracos"


def measure_contraste(image: Image.Image) -> Contraste:
    """Strokes, only stains, or nothing: strokes are darker than the grain of the page by far.

    The engine would look for letters in the grain of an illegible page for half a minute.
    """
    small = image.convert("L").reduce(3)
    pixels = np.asarray(small).astype(np.float64)
    background = np.asarray(small.filter(ImageFilter.GaussianBlur(12)))
    grain = 1.4826 * float(np.median(np.abs(pixels - np.asarray(small.filter(ImageFilter.MedianFilter(5))))))
    depth = -float(np.percentile(pixels - background, _DARKEST_PERCENT))
    if depth > max(_MIN_DEPTH * grain, _MIN_CONTRAST):
        return Contraste.TRACOS
    return Contraste.MANCHAS if background.std() > _MAX_EVEN else Contraste.NADA


def erase_rules(image: Image.Image) -> Image.Image:
    """White over the thin lines of tables and forms, which make the engine lose the words between them."""
    ink = np.asarray(image) < _RULE_INK
    across = _find_rules(ink, image.width // _RULE_PART)
    down = _find_rules(np.ascontiguousarray(ink.T), image.width // _RULE_PART).T
    rules = across | down
    if not rules.any():
        return image
    pixels = np.asarray(image).copy()
    pixels[rules] = 255
    return Image.fromarray(pixels)


def _find_rules(ink: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.bool_]:
    """Where ink runs straight on for ``length`` pixels in a line of a few pixels, with the soft edge around it."""
    runs = _keep_runs(ink, length)
    thick = _keep_runs(np.ascontiguousarray(runs.T), max(length // 8, 4)).T
    thin = runs & ~thick
    wide = thin.copy()
    for shift in (1, 2):
        wide[shift:] |= thin[:-shift]
        wide[:-shift] |= thin[shift:]
    return wide


def _keep_runs(ink: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.bool_]:
    """Only the runs along each row that are at least ``length`` long."""
    width = ink.shape[1]
    if length < 2 or length >= width:
        return np.zeros_like(ink)
    sums = np.zeros((ink.shape[0], width + 1), dtype=np.int16)
    np.cumsum(ink, axis=1, dtype=np.int16, out=sums[:, 1:])
    starts = sums[:, length:] - sums[:, :-length] == length
    marks = np.zeros((ink.shape[0], width + 1), dtype=np.int16)
    marks[:, : width - length + 1] += starts
    marks[:, length:] -= starts
    return np.cumsum(marks, axis=1, dtype=np.int16)[:, :width] > 0


def split_columns(image: Image.Image) -> list[Image.Image]:
    """The page, or its two columns when a white river runs between them from top to bottom."""
    ink = np.asarray(_shrink(image)) < _DARK + 40
    if not ink.any():
        return [image]
    profile = ink.sum(axis=0)
    first, last = int(ink.shape[1] * _RIVER_ZONE[0]), int(ink.shape[1] * _RIVER_ZONE[1])
    start, length = _longest_gap(profile[first:last])
    middle = first + start + length // 2
    left, right = int(profile[:middle].sum()), int(profile[middle:].sum())
    if length < _MIN_RIVER * ink.shape[1] or min(left, right) < _RIVER_BALANCE * max(left, right):
        return [image]
    cut = middle * image.width // ink.shape[1]
    return [image.crop((0, 0, cut, image.height)), image.crop((cut, 0, image.width, image.height))]


def _shrink(image: Image.Image) -> Image.Image:
    return image.reduce(max(image.width // _SMALL_WIDTH, 1))


def _even_paper(image: Image.Image) -> Image.Image:
    """Divide the page by its own paper, seen from afar: shadows, yellow paper and low contrast disappear."""
    small = _shrink(image).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(6))
    if np.percentile(np.asarray(small), 5) >= _EVEN_PAPER:
        return image
    paper = np.asarray(small.resize(image.size, Image.Resampling.BILINEAR)).astype(np.uint16)
    flat = np.minimum(np.asarray(image).astype(np.uint16) * 255 // np.maximum(paper, 1), 255)
    return ImageOps.autocontrast(Image.fromarray(flat.astype(np.uint8)), cutoff=(0.5, 0))


def _blank_bars(image: Image.Image) -> Image.Image:
    """White over the dark borders that a scanner leaves along the edges."""
    pixels = np.asarray(image)
    width, height = image.size
    dark_columns = (pixels[::4] < _DARK).mean(axis=0) > _BAR_DARKNESS
    dark_rows = (pixels[:, ::4] < _DARK).mean(axis=1) > _BAR_DARKNESS
    edge_x, edge_y = int(width * _BAR_SHARE), int(height * _BAR_SHARE)
    dark_columns[edge_x : width - edge_x] = False
    dark_rows[edge_y : height - edge_y] = False
    if not dark_columns.any() and not dark_rows.any():
        return image
    clean = pixels.copy()
    clean[:, dark_columns] = 255
    clean[dark_rows, :] = 255
    return Image.fromarray(clean)


def _find_angle(image: Image.Image) -> float:
    """Degrees to turn so that lines of text are level: the turn that makes rows most unlike their neighbours."""
    ink = ImageOps.invert(_shrink(image)).point(lambda value: 255 if value > _DARK else 0)
    coarse = max(np.arange(-_MAX_ANGLE, _MAX_ANGLE + _COARSE, _COARSE), key=lambda angle: _levelness(ink, angle))
    fine = np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, _FINE)
    best = max(fine, key=lambda angle: _levelness(ink, angle))
    return float(best) if _levelness(ink, best) > 1.05 * _levelness(ink, 0.0) else 0.0


def _levelness(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(angle)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _longest_gap(profile: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Start and length of the longest run without ink."""
    best, start = (0, 0), 0
    for place, value in enumerate([*profile.tolist(), 1]):
        if value:
            if place - start > best[1]:
                best = (start, place - start)
            start = place + 1
    return best
