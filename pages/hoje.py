"""Hoje: what is running, what was written lately, and where to start."""

from __future__ import annotations

import streamlit as st

from core.events import Estado
from core.usuarios.domain import Usuario
from pages.ui.access import require_access
from pages.ui.classificador.lotes import show_em_andamento
from pages.ui.dates import build_greeting
from pages.ui.errors import report_errors
from pages.ui.hints import HINTS
from pages.ui.runtime import services
from pages.ui.work import show_empty, show_work

usuario = require_access("hoje.ver")

_REFRESH_EVERY = "4s"
_PLACE_EVERY = "0.5s"
"""While a peça of the person waits: a new place is on the screen within a second."""

_NA_FILA = "hoje_na_fila"
_LATEST = 8


def show_pecas(person: Usuario) -> None:
    """The person's peças, first those that still need something."""
    with report_errors():
        pecas = services().pecas
        running = pecas.list_em_andamento(person.id)
        _keep_pace(is_queued=any(item.estado is Estado.NA_FILA for item in running))
        latest = pecas.list_historico(person.id, limit=_LATEST + len(running))
        done = [item for item in latest if item.estado.is_final][:_LATEST]
        if running:
            st.header("Em andamento", anchor=False)
            show_work(running, label="Peças em andamento")
        st.header("Últimas peças", anchor=False)
        if done:
            show_work(done, label="Últimas peças")
        else:
            show_empty("Nenhuma peça pronta ainda.", "As peças que você gerar aparecem aqui, com o caminho de volta.")


def _keep_pace(*, is_queued: bool) -> None:
    """Draw the page anew when the list has to renew itself at another pace."""
    if st.session_state.get(_NA_FILA, False) != is_queued:
        st.session_state[_NA_FILA] = is_queued
        st.rerun()


st.title(f"{build_greeting()}, {usuario.nome.split()[0]}", anchor=False)
if usuario.has_permission("pecas.gerar"):
    if st.button("Gerar uma peça", type="primary", icon=":material/edit_document:"):
        st.switch_page("../gerador_de_pecas.py")
    every = _PLACE_EVERY if st.session_state.get(_NA_FILA, False) else _REFRESH_EVERY
    st.fragment(show_pecas, run_every=every)(usuario)

if usuario.has_permission("classificador.usar"):
    show_em_andamento(usuario)

st.header("Para começar", anchor=False)
st.markdown("\n".join(f"- {hint}" for hint in HINTS[usuario.papel]))
