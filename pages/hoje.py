"""Hoje: what waits for the person, what runs, what failed, what changed, the limits in use, and where to start."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.dates import build_greeting
from pages.ui.hints import HINTS
from pages.ui.hoje.gastos import show_gastos
from pages.ui.hoje.portal import show_portal
from pages.ui.hoje.tela import show_trabalho

usuario = require_access("hoje.ver")

st.title(f"{build_greeting()}, {usuario.nome.split()[0]}", anchor=False)
if usuario.has_permission("pecas.gerar") and st.button(
    "Gerar uma peça", type="primary", icon=":material/edit_document:"
):
    st.switch_page("../gerador_de_pecas.py")
show_trabalho(usuario)
show_gastos(usuario)
show_portal(usuario)

st.header("Para começar", anchor=False)
st.markdown("\n".join(f"- {hint}" for hint in HINTS[usuario.papel]))
