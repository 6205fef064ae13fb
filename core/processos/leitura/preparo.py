"""A scanned page made fit for reading: even paper, no black borders, straight lines, clean margins."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image, ImageFilter, ImageOps

from core.processos.leitura.colunas import Ink, blank_margins, shrink
from core.processos.leitura.folha import Grey

_MAX_ANGLE = 4.0
_COARSE, _FINE = 0.5, 0.1
_MIN_ANGLE = 0.2
_MIN_GAIN = 1.05
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
_SPECK_INK = 170
_ROWS_AT_ONCE = 64
"""Few enough to stay in the processor's own memory."""
_MAX_SPECKS = 0.0015
_RULE_INK = 170
_RULE_PART = 20
"""A rule is at least this part of the page's width: no letter has a straight stroke that long."""


def prepare(image: Image.Image) -> Image.Image:
    """The page in grey, with white paper and level lines."""
    grey = image.convert("L")
    if np.median(np.asarray(shrink(grey))) < _NEGATIVE:
        grey = ImageOps.invert(grey)
    grey = _despeckle(_blank_bars(_even_paper(grey)))
    angle = _find_angle(grey)
    if abs(angle) >= _MIN_ANGLE:
        grey = grey.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255)
    return erase_rules(blank_margins(grey))


def has_ink(image: Image.Image) -> bool:
    """Whether anything but specks is on a prepared page."""
    small = np.asarray(shrink(image.filter(ImageFilter.MedianFilter(3)) if image.width < 800 else image))
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
    width, height = small.size  # the grain is everywhere: the middle of the page is enough
    middle = small.crop((width // 3, height // 3, 2 * width // 3 + 1, 2 * height // 3 + 1))
    smooth = np.asarray(middle.filter(ImageFilter.MedianFilter(5)))
    grain = 1.4826 * float(np.median(np.abs(np.asarray(middle).astype(np.float64) - smooth)))
    depth = -float(np.percentile(pixels - background, _DARKEST_PERCENT))
    if depth > max(_MIN_DEPTH * grain, _MIN_CONTRAST):
        return Contraste.TRACOS
    return Contraste.MANCHAS if background.std() > _MAX_EVEN else Contraste.NADA


def erase_rules(image: Image.Image) -> Image.Image:
    """White over the thin lines of tables and forms, which make the engine lose the words between them."""
    ink = np.asarray(image) < _RULE_INK
    across = _find_rules(ink, image.width // _RULE_PART)
    down = _find_rules(ink.T, image.width // _RULE_PART).T
    rules = across | down
    if not rules.any():
        return image
    pixels = np.asarray(image).copy()
    pixels[rules] = 255
    return Image.fromarray(pixels)


def _find_rules(ink: Ink, length: int) -> Ink:
    """Where ink runs straight on for ``length`` pixels in a line of a few pixels, with the soft edge around it."""
    runs = _keep_runs(ink, length)
    if not runs.any():
        return runs
    thin = runs & ~_keep_runs(runs.T, max(length // 8, 4)).T
    wide = thin.copy()
    for shift in (1, 2):
        wide[shift:] |= thin[:-shift]
        wide[:-shift] |= thin[shift:]
    return wide


def _keep_runs(ink: Ink, length: int) -> Ink:
    """Only the runs along each row that are at least ``length`` long: shrunk by doubling steps, then grown back."""
    kept = ink.copy()
    if length >= ink.shape[1]:
        return np.zeros_like(ink)
    steps, done = [], 1
    while done < length:
        step = min(done, length - done)
        kept[:, :-step] &= kept[:, step:]
        kept[:, -step:] = False
        steps.append(step)
        done += step
    for step in steps:
        kept[:, step:] |= kept[:, :-step].copy()
    return kept


def _even_paper(image: Image.Image) -> Image.Image:
    """Divide the page by its own paper, seen from afar: shadows, yellow paper and low contrast disappear."""
    small = _lighten(shrink(image)).filter(ImageFilter.GaussianBlur(6))
    if np.percentile(np.asarray(small), 5) >= _EVEN_PAPER:
        return image
    paper = np.asarray(small.resize(image.size, Image.Resampling.BILINEAR)).astype(np.uint16)
    flat = np.minimum(np.asarray(image).astype(np.uint16) * 255 // np.maximum(paper, 1), 255)
    return ImageOps.autocontrast(Image.fromarray(flat.astype(np.uint8)), cutoff=(0.5, 0))


def _despeckle(image: Image.Image) -> Image.Image:
    """Without the dust of a noisy scan: the engine takes every speck for a letter and needs minutes for a page."""
    dark = np.asarray(image) < _SPECK_INK
    alone = dark[1:-1, 1:-1] & ~(dark[:-2, 1:-1] | dark[2:, 1:-1] | dark[1:-1, :-2] | dark[1:-1, 2:])
    return Image.fromarray(_take_medians(np.asarray(image))) if alone.mean() > _MAX_SPECKS else image


def _take_medians(pixels: Grey) -> Grey:
    """The middle of three by three pixels everywhere, by comparing whole rows: Pillow's own filter takes fifty times.

    The median of nine is that of the greatest of the least, the median of the middles and the least of the greatest of
    its three columns. The outermost pixels stay.
    """
    found = pixels.copy()
    for top in range(1, len(pixels) - 1, _ROWS_AT_ONCE):
        rows = pixels[top - 1 : top + _ROWS_AT_ONCE + 1]
        least, middle, greatest = _sort_three(rows[:-2], rows[1:-1], rows[2:])
        low = np.maximum(np.maximum(least[:, :-2], least[:, 1:-1]), least[:, 2:])
        high = np.minimum(np.minimum(greatest[:, :-2], greatest[:, 1:-1]), greatest[:, 2:])
        between = _sort_three(middle[:, :-2], middle[:, 1:-1], middle[:, 2:])[1]
        found[top : top + len(rows) - 2, 1:-1] = _sort_three(low, between, high)[1]
    return found


def _sort_three(first: Grey, second: Grey, third: Grey) -> tuple[Grey, Grey, Grey]:
    low, high = np.minimum(first, second), np.maximum(first, second)
    middle = np.minimum(high, third)
    return np.minimum(low, middle), np.maximum(low, middle), np.maximum(high, third)


def _lighten(image: Image.Image) -> Image.Image:
    """The lightest of nine by nine pixels everywhere, in two passes: Pillow's own filter is ten times slower."""
    pixels = np.asarray(image)
    for axis in (0, 1):
        padded = np.pad(pixels, [(4, 4) if place == axis else (0, 0) for place in (0, 1)], mode="edge")
        pixels = sliding_window_view(padded, 9, axis=axis).max(axis=-1)
    return Image.fromarray(pixels)


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


def is_sideways(image: Image.Image) -> bool:
    """Whether the lines of a page run from top to bottom."""
    ink = _binarize(image)
    across, down = _find_best_angle(ink), _find_best_angle(ink.transpose(Image.Transpose.ROTATE_90))
    return down[1] > across[1]


def _find_angle(image: Image.Image) -> float:
    """Degrees to turn so that lines of text are level."""
    ink = _binarize(image)
    best, levelness = _find_best_angle(ink)
    return best if levelness > _MIN_GAIN * _levelness(ink, 0.0) else 0.0


def _binarize(image: Image.Image) -> Image.Image:
    return ImageOps.invert(shrink(image)).point(lambda value: 255 if value > _DARK else 0)


def _find_best_angle(ink: Image.Image) -> tuple[float, float]:
    """The turn that makes rows most unlike their neighbours, and how unlike they are then."""
    coarse = max(np.arange(-_MAX_ANGLE, _MAX_ANGLE + _COARSE, _COARSE), key=lambda angle: _levelness(ink, angle))
    fine = np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, _FINE)
    best = max(fine, key=lambda angle: _levelness(ink, angle))
    return float(best), _levelness(ink, best)


def _levelness(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(angle)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
