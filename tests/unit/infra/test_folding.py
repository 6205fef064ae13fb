"""Texts compared without case and accents, each character at its place."""

from __future__ import annotations

from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.infra.folding import fold


@given(st.text())
@pytest.mark.parametrize("other", ["", "日"])
def test_every_character_stays_at_its_place(other: str, texto: str) -> None:
    assert len(fold(texto + other)) == len(texto + other)


@pytest.mark.parametrize("other", ["", " 日本"])
def test_case_and_accents_go(other: str) -> None:
    assert fold(f"AÇÃO Cível nº 1ª – “ÀÉÎÕÜ”{other}") == f"acao civel no 1a – “aeiou”{other}"


@pytest.mark.parametrize("code", [*range(0x20, 0x7F), *range(0xC0, 0x17F)])
def test_a_letter_is_the_same_beside_letters_of_any_alphabet(code: int) -> None:
    assert fold(f"{chr(code)}日")[0] == fold(chr(code))
    base = "".join(c for c in normalize("NFKD", chr(code)).lower() if not combining(c))
    assert len(base) != 1 or fold(chr(code)) == base
