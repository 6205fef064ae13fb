"""Letters are measured on the page and brought to the size that the engine needs."""

from __future__ import annotations

import pytest
from PIL import Image

from core.processos.leitura.letras import fit_letters, measure_letters
from tests import pdfs


def _photograph(size: float, font: str = "Times-Roman", dpi: int = 200) -> Image.Image:
    lines = [*pdfs.PETICAO, *pdfs.PETICAO]
    return pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(lines, size=size, font=font)), dpi=dpi)


@pytest.mark.parametrize(
    ("font", "x_height"),  # in ems, from Adobe's metrics of the faces
    [("Times-Roman", 0.450), ("Helvetica", 0.523), ("Courier", 0.426)],
)
@pytest.mark.parametrize(("size", "dpi"), [(8, 200), (12, 200), (11, 300)])
def test_small_letters_are_measured(font: str, x_height: float, size: float, dpi: int):
    expected = x_height * size * dpi / 72
    assert measure_letters(_photograph(size, font, dpi)) == pytest.approx(expected, abs=0.2 * expected)


def test_title_does_not_decide_for_the_body_of_the_page():
    title = pdfs.write_lines(["ESTADO DE EXEMPLO", "SEGUNDA VARA"], top=800, size=26)
    page = pdfs.photograph(pdfs.build_pdf(pdfs.both(title, pdfs.write_lines(pdfs.PETICAO, size=10))))
    assert measure_letters(page) < 20


@pytest.mark.parametrize("height", [200, 900])
def test_letters_beside_a_picture_are_not_taken_for_larger(height: int):
    page = _photograph(10)
    page.paste(60, (300, 1200, 1400, 1200 + height))
    assert measure_letters(page) <= measure_letters(_photograph(10)) + 2


def test_large_letters_are_reduced_and_the_page_keeps_its_shape():
    page = _photograph(12, dpi=300)
    fitted = fit_letters(page)
    assert 0.4 * page.width < fitted.width < 0.6 * page.width
    assert fitted.height / fitted.width == pytest.approx(page.height / page.width, rel=0.01)
    assert measure_letters(fitted) == pytest.approx(11, abs=2)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_photograph(6), id="small print"),
        pytest.param(Image.new("L", (1654, 2339), 250), id="nothing"),
        pytest.param(pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(["ANEXO"], size=40))), id="one word"),
    ],
)
def test_page_stays_as_it_is(page: Image.Image):
    assert fit_letters(page) is page
