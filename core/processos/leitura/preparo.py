"""A scanned page made fit for reading: even paper, no black borders, straight lines, one column at a time."""

from __future__ import annotations

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
    return grey


def has_ink(image: Image.Image) -> bool:
    """Whether anything but specks is on a prepared page."""
    small = np.asarray(_shrink(image.filter(ImageFilter.MedianFilter(3)) if image.width < 800 else image))
    return bool((small < _DARK + 60).mean() >= _MIN_INK_SHARE)


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
