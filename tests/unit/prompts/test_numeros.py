"""Brazilian numbers: what parses, and what is refused because it could be read in two ways."""

from __future__ import annotations

from contextlib import suppress
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


NOISE = st.text(max_size=30) | st.text("0123456789.,-R$ \u00a0", max_size=25)
WHOLE = st.integers(0, 10**15)


def group(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@settings(database=None)
@given(NOISE)
def test_no_text_breaks_the_reading_of_a_number(text: str) -> None:
    with suppress(InvalidInputError):
        assert parse_numero_br(text).is_finite()


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 5000 + ".123", "0" * 5000 + ".123", "R$ 1" + ".000" * 2000])
def test_number_of_any_length_is_read_or_refused(text: str) -> None:
    with suppress(InvalidInputError):
        assert parse_numero_br(text) >= 0


@settings(database=None)
@given(WHOLE, st.text("0123456789", min_size=1, max_size=8))
def test_every_way_of_writing_is_the_same_number(number: int, decimals: str) -> None:
    assert parse_numero_br(group(number)) == parse_numero_br(str(number)) == number
    expected = Decimal(f"{number}.{decimals}")
    if number >= 1000 or len(decimals) != 3 or not number:
        assert parse_numero_br(f"{group(number)},{decimals}") == parse_numero_br(f"{number},{decimals}") == expected
    if not number or len(decimals) != 3:
        assert parse_numero_br(f"{number}.{decimals}") == expected


@settings(database=None)
@given(WHOLE, st.integers(0, 99))
def test_a_sign_only_turns_the_number_around(reais: int, centavos: int) -> None:
    plain = f"{group(reais)},{centavos:02d}"
    for text in (f"-{plain}", f"R$ -{plain}", f"-R$ {plain}"):
        assert parse_numero_br(text) == -parse_numero_br(plain)


@settings(database=None)
@given(st.integers(1, 999), st.integers(1000, 10**12), st.integers(0, 999))
def test_what_reads_in_two_ways_is_never_a_guess(few: int, many: int, three: int) -> None:
    for text in (f"{few},{three:03d}", f"{many}.{three:03d}"):
        with pytest.raises(InvalidInputError):
            parse_numero_br(text)


@settings(database=None)
@given(WHOLE, st.integers(0, 99))
def test_parse_numero_br_reads_back_every_currency(reais: int, centavos: int) -> None:
    text = f"R$ {group(reais)},{centavos:02d}"
    assert parse_numero_br(text) == Decimal(reais) + Decimal(centavos) / 100
