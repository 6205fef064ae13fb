"""Relatórios: how much, how well, how long, for how much, and what should not be."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.relatorios.filtro import ask_filtro
from pages.ui.relatorios.secoes import show_monitores, show_resumo
from pages.ui.relatorios.visoes import show_visao

usuario = require_access("relatorios.ver")

st.title("Relatórios", anchor=False)
with report_errors():
    filtro = ask_filtro()
    show_resumo(filtro, usuario)
    show_monitores()
    show_visao(filtro, usuario)
