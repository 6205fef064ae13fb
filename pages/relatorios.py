"""Relatórios: how much, how well, how long, for how much, and what should not be."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.relatorios.filtro import ask_filtro
from pages.ui.relatorios.secoes import (
    show_custo,
    show_mensais,
    show_monitores,
    show_registros,
    show_resumo,
    show_volume,
)

usuario = require_access("relatorios.ver")

st.title("Relatórios", anchor=False)
with report_errors():
    filtro = ask_filtro()
    show_resumo(filtro, usuario)
    show_monitores()
    show_volume(filtro, usuario)
    show_custo(filtro, usuario)
    show_registros(filtro, usuario)
    show_mensais()
