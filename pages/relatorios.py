"""Relatórios: how much, how well, how long, for how much, and what should not be."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.relatorios.domain import FiltroDoRelatorio
from core.usuarios.domain import Usuario
from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.relatorios.filtro import ask_filtro, choose_visao
from pages.ui.relatorios.resultados import show_modulos, show_orcamentos, show_qualidade, show_tempo
from pages.ui.relatorios.secoes import (
    show_custo,
    show_mensais,
    show_monitores,
    show_registros,
    show_resumo,
    show_volume,
)

usuario = require_access("relatorios.ver")

VISOES = {
    "pecas": "Peças",
    "custo": "Custo",
    "qualidade": "Qualidade",
    "modulos": "Módulos",
    "tempo": "Tempo",
    "mensais": "Mensais",
}
SECOES: dict[str, tuple[Callable[[FiltroDoRelatorio, Usuario], None], ...]] = {
    "pecas": (show_volume, show_registros),
    "custo": (show_custo, show_orcamentos),
    "qualidade": (show_qualidade,),
    "modulos": (show_modulos,),
    "tempo": (show_tempo,),
    "mensais": (show_mensais,),
}

st.title("Relatórios", anchor=False)
with report_errors():
    filtro = ask_filtro()
    show_resumo(filtro, usuario)
    show_monitores()
    visao = choose_visao(VISOES)
    for show in SECOES[visao]:
        show(filtro, usuario)
