"""Writing is told from everything else that is dark on a page."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader

from core.processos.leitura.folha import Grey
from core.processos.leitura.tinta import measure_tinta
from tests import pdfs

NOTHING = np.empty((0, 4))
TWO_LINES = 120


def _draw(*draws: pdfs.Draw, noise: int = 0) -> Grey:
    return np.asarray(pdfs.photograph(pdfs.build_pdf(pdfs.both(*draws)), dpi=100, noise=noise))


def _rule(canvas: pdfs.Canvas) -> None:
    canvas.grid([70, 200, 330, 460], [600, 630, 660])


def test_writing_under_a_box_is_explained():
    picture = _draw(pdfs.write_lines(top=700), pdfs.write_lines(top=300))
    upper_half = np.array([[0.0, y, 827.0, y + 20.0] for y in range(100, 600, 20)])
    tinta = measure_tinta(picture, upper_half)
    assert tinta.total > 300
    assert tinta.unexplained_share == pytest.approx(0.5, abs=0.05)


def test_box_that_lies_aslant_explains_nothing():
    picture = _draw(pdfs.write_lines())
    assert measure_tinta(picture, np.array([[0.0, 0.0, 827.0, 1169.0]])).unexplained_share == 1.0


def _photograph(canvas: pdfs.Canvas) -> None:
    shades = Image.effect_noise((300, 300), 90).filter(ImageFilter.GaussianBlur(2)).point(lambda v: v // 2 + 30)
    canvas.drawImage(ImageReader(shades), 100, 300, 300, 300)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(_draw(_rule), id="rules of a table"),
        pytest.param(_draw(_photograph), id="photograph"),
        pytest.param(_draw(noise=40), id="grain"),
    ],
)
def test_what_is_no_writing_does_not_count(picture: Grey):
    assert measure_tinta(picture, NOTHING).total < TWO_LINES


def test_pale_writing_of_a_scan_is_seen_when_looked_for():
    picture = 200 + (_draw(pdfs.write_lines()) // 6).astype(np.uint8)
    assert measure_tinta(picture, NOTHING).total == 0
    assert measure_tinta(picture, NOTHING, is_faint=True).total > 300
