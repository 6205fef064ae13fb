"""Where a person describes a rule in words and the model drafts it for the editor."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.prompts.domain import Variavel
from core.prompts.rascunho import MAX_CHARS
from core.prompts.regras import Regra
from pages.ui.access import current_usuario
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_EXEMPLO = "Ex.: quando há pedido de medicamento sem registro na ANVISA e o valor da causa é acima de R$ 10.000,00"
_AVISO = (
    "A descrição vai para o Gemini: fale do caso em geral, sem nomes nem números de processo. O rascunho toma o lugar "
    "da regra no editor, e nada é publicado sem você."
)


def show_rascunho(key: str, variaveis: Mapping[str, Variavel]) -> Regra | None:
    """Ask for a description; answers the draft once, in the run after the model wrote it, and else None.

    Not to be called inside a form. The caller checks the permission.
    """
    aberto, pronto = f"{key}_rascunho_aberto", f"{key}_rascunho_pronto"
    rascunho: Regra | None = st.session_state.pop(pronto, None)
    if rascunho is not None:
        st.session_state[aberto] = False
    place = st.popover("Rascunhar com o Gemini", icon=":material/edit_note:", key=aberto, on_change="rerun")
    if place.open:
        with place:
            _ask_descricao(key, pronto, variaveis)
    return rascunho


def _ask_descricao(key: str, pronto: str, variaveis: Mapping[str, Variavel]) -> None:
    resposta = st.container()  # above the field: below the button it could fall out of sight
    descricao = st.text_area(
        "Quando o módulo deve entrar?",
        max_chars=MAX_CHARS,
        height=100,
        placeholder=_EXEMPLO,
        key=f"{key}_rascunho_descricao",
    )
    st.caption(_AVISO)
    if not st.button("Escrever o rascunho", type="primary", key=f"{key}_rascunho_pedir"):
        return
    with resposta, report_errors(), st.spinner("O Gemini está escrevendo a regra…"):
        st.session_state[pronto] = services().rascunhos.draft_regra(descricao, variaveis, current_usuario().id)
    if pronto in st.session_state:
        st.rerun()
