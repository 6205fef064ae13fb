"""How tall the letters of a page are, and the page at the size at which the engine reads them best and soonest.

The engine brings every line to one height of its own; what a letter has beyond that costs time and adds nothing. The
page is measured, not its resolution: that of a photograph is a guess, and small print stays as it is.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

_LETTER_PX = 11.0
"""Height of the small letters (x, a, n) from which the engine reads as well as from any larger: measured on seven
faces from 6 to 12 points, 200 dpi, with the spoils of the benchmark."""
_MIN_SCALE = 0.4
_STRIPS = 8
_MIN_DEPTH = 12.0
_MIN_ROWS = 20
_DENSE = 0.35
_MIN_LETTER_PX = 4
_MAX_LETTER_SHARE = 0.04
"""Of the page's width: what is taller is a picture."""
_MIN_LINES = 6
_SMALLER = 25
"""Percentile of the lines, each weighing as much as it is tall: the body of a page decides, not titles, not crumbs."""


def fit_letters(image: Image.Image) -> Image.Image:
    """A prepared page made smaller where its letters are larger than the engine needs, or the page itself."""
    height = measure_letters(image)
    if height <= _LETTER_PX:
        return image
    scale = max(_LETTER_PX / height, _MIN_SCALE)
    size = (round(image.width * scale), round(image.height * scale))
    return image.resize(size, Image.Resampling.BILINEAR)


def measure_letters(image: Image.Image) -> float:
    """Pixels from the baseline to the top of an x on a level page; 0 where there are no lines of text.

    Seen in upright strips, a line of text is a dark band of that height with a pale edge above and below.
    """
    strips = np.asarray(image.reduce((max(image.width // _STRIPS, 1), 1))).astype(np.float64)
    depth = np.percentile(strips, 80, axis=0) - strips
    tallest = image.width * _MAX_LETTER_SHARE
    bands = [band for strip in depth.T for band in _list_bands(strip) if band <= tallest]
    if len(bands) < _MIN_LINES:
        return 0.0
    return float(np.percentile(np.repeat(bands, bands), _SMALLER))


def _list_bands(strip: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    """Heights of the dark bands of a strip, given row by row in grey levels below its paper."""
    inked = strip[strip > _MIN_DEPTH]
    if len(inked) < _MIN_ROWS:
        return []
    is_dark = strip > _DENSE * np.percentile(inked, 75)
    edges = np.flatnonzero(np.diff(np.pad(is_dark.astype(np.int8), 1)))
    heights = edges[1::2] - edges[::2]
    return [int(height) for height in heights if height >= _MIN_LETTER_PX]
