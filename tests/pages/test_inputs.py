"""The case number field."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.processos.numero_cnj import compute_check

_BASE = "08000010020268120001"
DIGITS = _BASE[:7] + compute_check(_BASE) + _BASE[9:]


def draw_field() -> None:
    import streamlit as st  # noqa: PLC0415 - the body becomes a script of its own

    from pages.ui.inputs import ask_numero_cnj  # noqa: PLC0415 - the same

    st.write(f"lido: {ask_numero_cnj(key='teste_numero')}")


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(draw_field).run()


@pytest.mark.parametrize(
    "typed", [DIGITS, f" {DIGITS[:7]}-{DIGITS[7:9]}.2026.8.12.0001/50000 "], ids=["bare", "pasted"]
)
def test_number_is_written_out_when_the_field_is_left(at: AppTest, typed: str) -> None:
    at.text_input[0].input(typed).run()
    assert at.text_input[0].value == f"0800001-{DIGITS[7:9]}.2026.8.12.0001"
    assert at.markdown[0].value == f"lido: {DIGITS}"
    assert not at.error


def test_wrong_number_keeps_what_was_typed_and_says_why(at: AppTest) -> None:
    wrong = f"{DIGITS[:7]}{(int(DIGITS[7:9]) + 1) % 97:02d}{DIGITS[9:]}"
    at.text_input[0].input(wrong).run()
    assert at.text_input[0].value == wrong
    assert "Os dígitos verificadores não conferem" in at.error[0].value
    assert at.markdown[0].value == "lido: None"


def test_empty_field_is_no_error(at: AppTest) -> None:
    assert not at.error
    assert at.markdown[0].value == "lido: None"
