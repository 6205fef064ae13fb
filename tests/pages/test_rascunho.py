"""A draft of the model in the editor of a rule."""

from __future__ import annotations

from core.prompts.regras import E
from tests.pages.test_regra import PEDE, VALOR, find, open_editor, switch


def test_a_draft_takes_the_place_of_the_rule_which_can_be_brought_back() -> None:
    at = open_editor(PEDE)
    at.session_state["exemplo_rascunho_pronto"] = E((PEDE, VALOR))
    at.run()
    assert at.session_state["answer"] == E((PEDE, VALOR))
    assert "confira cada condição" in at.warning[0].value
    at.run()
    assert at.session_state["answer"] == E((PEDE, VALOR))
    find(at.button, "Voltar à regra de antes do rascunho").click().run()
    assert at.session_state["answer"] == PEDE


def test_a_draft_is_shown_as_text_too() -> None:
    at = switch(open_editor(PEDE), "Texto")
    at.session_state["exemplo_rascunho_pronto"] = VALOR
    at.run()
    assert find(at.text_area, "Texto da regra").value == "valor > 10.000"
    assert at.session_state["answer"] == VALOR
