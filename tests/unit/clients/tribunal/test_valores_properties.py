"""Laws that hold for every date and amount, and for every text that is neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clients.tribunal.valores import (
    FUSO_DO_TRIBUNAL,
    SIGILO_DESCONHECIDO,
    parse_bool,
    parse_centavos,
    parse_data_hora,
    parse_int,
    parse_nivel_sigilo,
)
from core.errors import InvalidInputError
from core.prompts.numeros import parse_numero_br

MOMENTS = st.integers(-(2**31), 2**32).map(lambda s: datetime.fromisoformat("1970-01-01") + timedelta(seconds=s))
"""Whole seconds from 1901 to 2106, without a time zone."""

NOISE = st.text(max_size=30) | st.text("0123456789-:/.,TZ+ R$Ee", max_size=25)
WRITTEN = {
    "court": "%Y%m%d%H%M%S",
    "iso": "%Y-%m-%dT%H:%M:%S",
    "iso with a space": "%Y-%m-%d %H:%M:%S",
    "day first": "%d/%m/%Y %H:%M:%S",
}


@pytest.mark.parametrize("form", WRITTEN.values(), ids=WRITTEN)
@given(moment=MOMENTS)
def test_every_way_of_writing_is_the_same_moment(form: str, moment: datetime) -> None:
    assert parse_data_hora(f" {moment.strftime(form)} ") == moment.replace(tzinfo=FUSO_DO_TRIBUNAL)


@given(MOMENTS, st.integers(-12, 14))
def test_moment_with_an_offset_is_that_moment_in_the_courts_time(moment: datetime, hours: int) -> None:
    written = moment.isoformat() + f"{hours:+03d}:00"
    parsed = parse_data_hora(written)
    assert parsed is not None
    assert parsed.utcoffset() == timedelta(hours=-4)
    assert parsed.astimezone(UTC).replace(tzinfo=None) == moment - timedelta(hours=hours)


@given(NOISE)
def test_no_text_breaks_the_reading_of_a_date(text: str) -> None:
    parsed = parse_data_hora(text)
    assert parsed is None or parsed.tzinfo is FUSO_DO_TRIBUNAL


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moment_beyond_the_calendar_is_none(text: str) -> None:
    assert parse_data_hora(text) is None


@given(st.integers(0, 10**13))
def test_every_way_of_writing_is_the_same_amount(centavos: int) -> None:
    reais, cents = divmod(centavos, 100)
    grouped = f"{reais:,}".replace(",", ".")
    for text in (f"{reais}.{cents:02d}", f"{reais},{cents:02d}", f"{grouped},{cents:02d}", f"R$ {grouped},{cents:02d}"):
        assert parse_centavos(text) == centavos


@given(st.integers(1, 999), st.integers(0, 999), st.integers(0, 999))
def test_two_groups_of_thousands_are_thousands_and_one_is_no_guess(a: int, b: int, c: int) -> None:
    assert parse_centavos(f"{a}.{b:03d}.{c:03d}") == (a * 1_000_000 + b * 1000 + c) * 100
    assert parse_centavos(f"{a}.{b:03d}") is None


@given(NOISE)
def test_no_text_breaks_the_reading_of_an_amount(text: str) -> None:
    centavos = parse_centavos(text)
    assert centavos is None or abs(centavos) <= 10**15


@given(NOISE | st.from_regex(r"R?\$? ?-?[0-9]{1,7}([.,][0-9]{1,4}){0,3}", fullmatch=True))
def test_amounts_of_the_court_and_of_people_never_contradict_each_other(text: str) -> None:
    """Each may refuse what the other reads; what both read is the same."""
    centavos = parse_centavos(text)
    try:
        numero = parse_numero_br(text)
    except InvalidInputError:
        return
    assert centavos is None or centavos == (numero * 100).quantize(Decimal(1), ROUND_HALF_UP)


@given(NOISE)
def test_secrecy_is_none_only_where_the_court_says_so_or_nothing(text: str) -> None:
    nivel = parse_nivel_sigilo(text)
    assert nivel >= 0
    assert nivel or not text.strip() or int(text) == 0


@given(st.integers(-100, 100))
def test_secrecy_is_the_number_or_the_highest(number: int) -> None:
    assert parse_nivel_sigilo(f" {number} ") == (number if number >= 0 else SIGILO_DESCONHECIDO)


@given(st.integers(-(10**17), 10**17))
def test_whole_numbers_come_back(number: int) -> None:
    assert parse_int(f" {number} ") == number


@given(NOISE)
def test_no_text_breaks_the_reading_of_whole_numbers_and_truths(text: str) -> None:
    assert parse_int(text) is None or parse_int(text) == int(text)
    assert parse_bool(text) in (True, False, None)
