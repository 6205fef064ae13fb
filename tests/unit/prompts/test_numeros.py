"""Brazilian numbers: what parses, and what is refused because it could be read in two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInputError
from core.prompts.numeros import parse_numero_br


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R$ 1.234,56", "1234.56"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("150.000,00", "150000"),
        ("17,9", "17.9"),
        ("1234.56", "1234.56"),
        ("  r$\u00a02.500,00 ", "2500"),
        ("R$ -12,50", "-12.50"),
        ("-12,50", "-12.50"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        ("2.5", "2.5"),
        ("007", "7"),
    ],
)
def test_parse_numero_br_reads_the_ways_people_write(text: str, expected: str) -> None:
    assert parse_numero_br(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["1,234", "12,345", "1234.567", "99999.999"])
def test_parse_numero_br_refuses_what_reads_in_two_ways(text: str) -> None:
    with pytest.raises(InvalidInputError, match="one way only") as caught:
        parse_numero_br(text)
    assert "dois modos" in caught.value.user_message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R$",
        "mil",
        "150 mil",
        "1 234,56",
        "1e5",
        "1,234.56",
        "1.23,4",
        "12.34.567",
        "--1",
        "R$ 1,2,3",
        "1.",
        ",5",
        "1²",
        "٣",
    ],
)
def test_parse_numero_br_refuses_what_is_not_a_number(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_numero_br(text)


@settings(database=None)
@given(st.integers(0, 10**15), st.integers(0, 99))
def test_parse_numero_br_reads_back_every_currency(reais: int, centavos: int) -> None:
    text = f"R$ {reais:,}".replace(",", ".") + f",{centavos:02d}"
    assert parse_numero_br(text) == Decimal(reais) + Decimal(centavos) / 100
