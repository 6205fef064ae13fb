"""What an edit would change: the saved scenarios whose decision becomes another one."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.prompts.cenarios.domain import Raio
from core.prompts.domain import Modulo
from pages.ui.runtime import services

_MOST = 30
"""Scenarios that are listed; the count is of all."""


def show_raio(modulo: Modulo) -> None:
    """What saving the module would change."""
    show_mudancas(services().cenarios.preview_modulo(modulo))


def show_mudancas(raio: Raio, edit: str = "Esta edição") -> None:
    """The count in one sentence and the scenarios by name, with the decision before and after."""
    if not raio.total:
        st.info("Não há cenários salvos para conferir esta edição.", icon=":material/science:")
        return
    sentence = f"{edit} muda a decisão em **{raio.afetados} de {raio.total}** cenários salvos."
    if not raio.mudancas:
        st.success(sentence, icon=":material/check_circle:")
        return
    st.warning(sentence, icon=":material/warning:")
    rows = "".join(
        f"<tr><th scope='row'>{escape(mudanca.cenario.nome)}</th><td>{escape(mudanca.titulo)}</td>"
        f"<td>{escape(mudanca.antes.value)} → <strong>{escape(mudanca.depois.value)}</strong></td></tr>"
        for mudanca in raio.mudancas[:_MOST]
    )
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        '<table class="portal-tabela prompts-raio"><thead><tr><th scope="col">Cenário</th>'
        f'<th scope="col">Módulo</th><th scope="col">Decisão</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    if len(raio.mudancas) > _MOST:
        st.caption(f"São mostradas {_MOST} de {len(raio.mudancas)} mudanças.")
