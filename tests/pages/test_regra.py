"""The editor of a rule on the screen: both modes hold the same rule, and what is wrong stays where it was typed."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.prompts.regras import Condicao, E, Operador, Regra
from tests.unit.prompts.strategies import VARIAVEIS

PEDE = Condicao("pede", Operador.EQUALS, valor=True)
VALOR = Condicao("valor", Operador.GREATER_THAN, 10_000)


def draw(regra: object, variaveis: object) -> None:
    import streamlit as st  # noqa: PLC0415 # the test runner executes this body as a script of its own

    from pages.ui.prompts.regra import ask_regra, list_problemas_da_regra  # noqa: PLC0415 # as above

    st.session_state["answer"] = ask_regra("exemplo", regra, variaveis)
    st.session_state["problems"] = list_problemas_da_regra("exemplo")


def open_editor(regra: Regra | None) -> AppTest:
    return AppTest.from_function(draw, default_timeout=20, args=(regra, VARIAVEIS)).run()


def find(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def switch(at: AppTest, modo: str) -> AppTest:
    return find(at.segmented_control, "Modo de edição da regra").set_value(modo).run()


def test_condition_is_added_and_filled_in() -> None:
    at = find(open_editor(PEDE).button, "Condição na regra").click().run()
    assert (at.session_state["answer"], at.session_state["problems"]) == (None, ("Escolha a variável.",))
    find(at.selectbox, "Variável do item 2").select("valor").run()
    find(at.text_input, "Valor do item 2").input("dez mil").run()
    assert "não é um número" in at.error[0].value
    assert find(at.text_input, "Valor do item 2").value == "dez mil"
    find(at.text_input, "Valor do item 2").input("10.000").run()
    assert (at.session_state["answer"], at.session_state["problems"]) == (E((PEDE, VALOR)), ())
    assert not at.error


def test_removal_can_be_undone() -> None:
    at = find(open_editor(E((PEDE, VALOR))).button, "Remover 2").click().run()
    assert at.session_state["answer"] == PEDE
    at = find(at.button, "Desfazer a remoção").click().run()
    assert at.session_state["answer"] == E((PEDE, VALOR))
    assert find(at.text_input, "Valor do item 2").value == "10.000"


def test_both_modes_hold_the_same_rule() -> None:
    at = switch(open_editor(E((PEDE, VALOR))), "Texto")
    assert at.text_area[0].value == "pede = sim e valor > 10.000"
    at.text_area[0].input("conclusao em [favorável]").run()
    assert at.session_state["answer"] == Condicao("conclusao", Operador.IN_LIST, ("favorável",))
    at = switch(at, "Visual")
    assert find(at.multiselect, "Valor do item 1").value == ["favorável"]
    assert at.session_state["answer"] == Condicao("conclusao", Operador.IN_LIST, ("favorável",))


@pytest.mark.parametrize("texto", ["pede = sim e", "pede = "])
def test_text_that_cannot_be_read_is_kept(texto: str) -> None:
    at = switch(open_editor(PEDE), "Texto")
    at.text_area[0].input(texto).run()
    assert "linha 1, coluna" in at.error[0].value
    at = switch(at, "Visual")
    assert "Corrija o texto" in at.warning[0].value
    assert at.text_area[0].value == texto
    assert at.session_state["answer"] is None
    assert at.session_state["problems"]


def test_incomplete_rule_stays_in_the_visual_mode() -> None:
    at = find(open_editor(PEDE).button, "Condição na regra").click().run()
    at = switch(at, "Texto")
    assert "Complete as condições" in at.warning[0].value
    assert find(at.selectbox, "Variável do item 2")


def test_rule_over_an_unknown_variable_is_shown_and_named() -> None:
    at = open_editor(Condicao("pedi", Operador.EQUALS, valor=True))
    assert "você quis dizer “pede”" in at.error[0].value
    assert at.session_state["answer"] is None
    find(at.selectbox, "Variável do item 1").select("pede").run()
    assert at.session_state["answer"] == PEDE


def test_no_rule_is_no_error() -> None:
    at = open_editor(None)
    assert (at.session_state["answer"], at.session_state["problems"]) == (None, ())
