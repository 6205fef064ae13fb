"""What is done to a scanned page before it is read."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from core.processos.leitura.preparo import _take_medians, prepare
from tests import pdfs


@pytest.mark.parametrize("shape", [(3, 3), (7, 200), (65, 40), (130, 41)])
def test_medians_are_those_of_the_library(shape: tuple[int, int]):
    pixels = np.random.default_rng(7).integers(0, 256, shape, dtype=np.uint8)
    expected = np.asarray(Image.fromarray(pixels).filter(ImageFilter.MedianFilter(3)))
    assert (_take_medians(pixels)[1:-1, 1:-1] == expected[1:-1, 1:-1]).all()


def _surround(page: Image.Image, breadth: int) -> Image.Image:
    """Dark bands of the scanner's lid along all four sides."""
    pixels = np.asarray(page).copy()
    pixels[:breadth], pixels[-breadth:] = 20, 25
    pixels[:, :breadth], pixels[:, -breadth:] = 30, 15
    return Image.fromarray(pixels)


def test_dark_borders_of_a_scanner_are_taken_away_and_the_writing_stays():
    page = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(size=12)))
    found = np.asarray(prepare(_surround(page, 40)))
    clean = np.asarray(prepare(page))
    edge = np.ones(found.shape, dtype=np.bool_)
    edge[60:-60, 60:-60] = False
    assert (found[edge] > 200).all()
    assert abs(int((found < 128).sum()) - int((clean < 128).sum())) < 0.02 * (clean < 128).sum()


def test_letters_that_fill_a_row_are_no_border():
    lines = ["M" * 60] * 3
    page = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(lines, x=20, top=500, size=11)))
    assert (np.asarray(prepare(page)) < 128).sum() > 0.9 * (np.asarray(page) < 128).sum()
