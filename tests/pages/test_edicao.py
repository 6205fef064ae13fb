"""The step Minuta asks for the check of a text once, however often it draws itself."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.conferencia.domain import Conferencia
from core.pecas.edicao.domain import Edicao
from pages.ui.edicao import tela


def draw() -> None:
    import streamlit as st  # noqa: PLC0415 - a script of its own

    from pages.ui.edicao import tela  # noqa: PLC0415 - a script of its own

    if st.session_state.get("is_new_page"):
        tela.renew_achados()
    tela.see_achados(st.session_state["edicao"], 7)


def test_only_another_text_or_a_new_page_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def check(_peca_id: object, _usuario_id: int, texto: str) -> Conferencia:
        asked.append(texto)
        return Conferencia(())

    fakes = SimpleNamespace(conferencia=SimpleNamespace(check=check))
    monkeypatch.setattr(tela, "services", lambda: fakes)
    first, second = (Edicao(uuid4(), texto, 1, 1, (), has_changes=False) for texto in ("Um.", "Dois."))
    at = AppTest.from_function(draw)
    for edicao in (first, second):
        at.session_state["edicao"] = edicao
        at.run().run()
    at.session_state["is_new_page"] = True
    at.run()
    assert not at.exception
    assert asked == ["Um.", "Dois.", "Dois."]
