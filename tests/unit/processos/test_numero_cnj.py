"""Case numbers of Resolução CNJ 65/2008."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidNumeroCnjError
from core.processos.numero_cnj import format_numero_cnj, has_valid_check, parse_numero_cnj
from tests.builders import build_numero_cnj

numeros = st.builds(
    build_numero_cnj,
    st.integers(0, 9_999_999),
    ano=st.integers(1980, 2030),
    foro=st.integers(0, 9999).map(lambda value: f"{value:04d}"),
)


@given(numeros)
def test_the_check_makes_the_whole_one_modulo_97(numero: str) -> None:
    reordered = numero[:7] + numero[9:] + numero[7:9]
    assert int(reordered) % 97 == 1


@given(numeros)
def test_every_way_of_writing_is_the_same_number(numero: str) -> None:
    masked = format_numero_cnj(numero)
    for text in (masked, f"  {masked} ", masked.replace(".", " "), f"{masked}/50003", numero, str(int(numero))):
        assert parse_numero_cnj(text) == numero


@given(numeros, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(numero: str, place: int, shift: int) -> None:
    wrong = numero[:place] + str((int(numero[place]) + shift) % 10) + numero[place + 1 :]
    assert not has_valid_check(wrong)
    with pytest.raises(InvalidNumeroCnjError):
        parse_numero_cnj(wrong)


@given(numeros, st.integers(0, 18))
def test_two_swapped_neighbours_are_always_noticed(numero: str, place: int) -> None:
    swapped = numero[:place] + numero[place + 1] + numero[place] + numero[place + 2 :]
    assert swapped == numero or not has_valid_check(swapped)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "Falta"),
        ("   ", "Falta"),
        ("0801234-97.2025.8.12.000A", "letras"),
        ("123", "faltam"),
        ("080123497202581200011", "a mais"),
        ("0801234-98.2025.8.12.0001", "verificadores"),
        ("٠801234-97.2025.8.12.0001", "letras"),
    ],
    ids=["empty", "spaces", "letter", "short", "long", "check", "other digits"],
)
def test_a_wrong_number_says_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(InvalidNumeroCnjError) as caught:
        parse_numero_cnj(text)
    assert word in caught.value.user_message
