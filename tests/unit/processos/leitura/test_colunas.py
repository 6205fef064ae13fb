"""Columns and margins of a page."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.processos.leitura.colunas import blank_margins, split_blocks
from tests import pdfs

NARROW = [line[:44] for line in pdfs.PETICAO] * 4


def _draw(*draws: pdfs.Draw) -> Image.Image:
    return pdfs.photograph(pdfs.build_pdf(pdfs.both(*draws)), dpi=150)


def test_columns_below_a_title_are_read_one_after_the_other():
    title = pdfs.write_lines(["ACÓRDÃO DO TRIBUNAL DE JUSTIÇA NO AGRAVO DE INSTRUMENTO"], x=120, top=800, size=12)
    image = _draw(title, pdfs.write_lines(NARROW, x=50), pdfs.write_lines(NARROW, x=330))
    above, left, right = split_blocks(image)
    assert above[3] < image.height * 0.15
    assert left[2] == right[0]
    assert abs(left[2] / image.width - 0.53) < 0.05


def test_three_columns_are_three_blocks_from_left_to_right():
    lines = [line[:32] for line in pdfs.PETICAO] * 4
    image = _draw(*(pdfs.write_lines(lines, x=x, size=10) for x in (45, 220, 395)))
    first, second, third = split_blocks(image)
    assert (first[0], first[2], second[2], third[2]) == (0, second[0], third[0], image.width)
    assert abs(first[2] / image.width - 0.36) < 0.03
    assert abs(second[2] / image.width - 0.64) < 0.03


def test_page_of_prose_and_table_of_values_stay_whole():
    values = [f"R$ {n}.000,00" for n in range(1, 25)]
    names = [f"Parcela {n} do medicamento" for n in range(1, 25)]
    whole = (0, 0)
    assert split_blocks(_draw(pdfs.write_lines()))[0][:2] == whole
    assert len(split_blocks(_draw(pdfs.write_lines()))) == 1
    assert len(split_blocks(_draw(pdfs.write_lines(names, x=60), pdfs.write_lines(values, x=420)))) == 1


def test_line_of_verification_along_the_margin_goes_and_numbers_of_a_list_stay():
    image = _draw(pdfs.write_lines(pdfs.PETICAO * 4), pdfs.stamp(3))
    cleaned = np.asarray(blank_margins(image))
    assert (cleaned[:, -40:] == 255).all()
    assert (cleaned[:, :-60] == np.asarray(image)[:, :-60]).all()
    numbers = [f"{n}." for n in range(1, 7) for _ in range(2)]
    listed = _draw(pdfs.write_lines(numbers[::2], x=48), pdfs.write_lines(x=90))
    assert (np.asarray(blank_margins(listed)) == np.asarray(listed)).all()
