"""What is read again, and which reading is kept; the engine is played."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from core.processos.domain import EstadoDaPagina
from core.processos.leitura import ocr
from core.processos.leitura.motor import AUTOMATIC, BLOCK, Palavra, TooSlowError
from core.processos.leitura.ocr import read_image
from core.settings import LeituraSettings
from tests import pdfs

SETTINGS = LeituraSettings.model_construct()
DPI = 200
LINES = [*pdfs.PETICAO, *pdfs.PETICAO]
PAGE = pdfs.photograph(pdfs.build_pdf(pdfs.write_lines(LINES, size=12)), dpi=DPI)

Engine = Callable[[Image.Image, int], list[Palavra]]


def _find_words(image: Image.Image, count: int, confidence: float, last: str = "") -> list[Palavra]:
    """The words of the first lines of ``PAGE`` and one more, each as broad as its line, on an image of any size."""
    scale = image.width / PAGE.width * DPI / 72
    words = []
    for number, line in enumerate(LINES[:count]):
        baseline = 842 - 700 + 1.6 * 12 * number
        left, top, right, bottom = (round(side * scale) for side in (68, baseline - 10, 560, baseline + 4))
        place = (1, 1, number), (left, top, right, bottom)
        words += [Palavra(word, *place, confidence) for word in f"{line} {last}".split()]
    return words


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine], None]:
    def start(engine: Engine) -> None:
        monkeypatch.setattr(ocr, "recognize", lambda image, psm, *_: engine(image, psm))

    return start


def test_writing_that_no_word_covers_is_looked_for_with_the_engines_own_layout(play: Callable[[Engine], None]):
    play(lambda image, psm: _find_words(image, 3 if psm == BLOCK else len(LINES), 95))
    lida = read_image(PAGE, DPI, SETTINGS)
    assert lida.estado is EstadoDaPagina.OCR
    assert len(lida.texto.splitlines()) == len(LINES)


def test_page_whose_writing_is_covered_is_read_once(play: Callable[[Engine], None]):
    def read(image: Image.Image, psm: int) -> list[Palavra]:
        assert image.width < PAGE.width, "a second reading of a good page"
        assert psm != AUTOMATIC
        return _find_words(image, len(LINES), 95)

    play(read)
    assert len(read_image(PAGE, DPI, SETTINGS).texto.splitlines()) == len(LINES)


@pytest.mark.parametrize(("reduced", "full", "kept"), [(75, 95, "INTEIRA"), (75, 60, "REDUZIDA"), (95, 99, "REDUZIDA")])
def test_doubtful_reading_of_reduced_letters_is_held_against_one_of_the_page(
    reduced: float, full: float, kept: str, play: Callable[[Engine], None]
):
    def read(image: Image.Image, _psm: int) -> list[Palavra]:
        is_full = image.width == PAGE.width
        return _find_words(image, len(LINES), full if is_full else reduced, "INTEIRA" if is_full else "REDUZIDA")

    play(read)
    assert read_image(PAGE, DPI, SETTINGS).texto.endswith(kept)


def test_first_reading_is_kept_when_there_is_no_time_for_the_second(play: Callable[[Engine], None]):
    def read(image: Image.Image, _psm: int) -> list[Palavra]:
        if image.width == PAGE.width:
            raise TooSlowError
        return _find_words(image, len(LINES), 60)

    play(read)
    assert len(read_image(PAGE, DPI, SETTINGS).texto.splitlines()) == len(LINES)
