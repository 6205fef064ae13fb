"""Words in cells of a sheet, there and back."""

from __future__ import annotations

import csv
import io

import pytest

from core.infra.celulas import disarm, rearm
from core.infra.spreadsheet import iterate_rows
from tests.hostile.outputs import OUTPUTS

PLAIN = ["Sentença", "", "a=b", "'aspas'", "12/03/2026", "R$ 1.234,56", "não + sim"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "  =1", "\xa0=1", "\u200b=1", "＝1", "＋1", "－1", "＠a"]
)
def test_what_a_sheet_would_compute_becomes_text_and_comes_back(text: str) -> None:
    assert disarm(text) == f"'{text}"
    assert rearm(disarm(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert disarm(text) == text
    assert rearm(text) == text


def test_a_sheet_of_the_portal_is_read_by_it_as_it_was_written() -> None:
    words = [texto for texto in OUTPUTS.values() if texto == texto.strip() and texto.isprintable() and texto]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([number, disarm(word)] for number, word in enumerate(words))
    assert [row.cells[1] for row in iterate_rows("a.csv", out.getvalue().encode())] == words
