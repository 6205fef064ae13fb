"""The areas of Administração in their order."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.ajustes.areas import AREAS_DE_AJUSTES
from pages.ui.areas import Area
from pages.ui.auditoria import show_auditoria
from pages.ui.errors import report_errors
from pages.ui.grupos_de_pessoas import show_grupos
from pages.ui.mortas import show_mortas
from pages.ui.operacao import show_operacao
from pages.ui.pessoas import show_pessoas
from pages.ui.privacidade.areas import show_privacidade
from pages.ui.runtime import services
from pages.ui.timbre import show_timbre

_REFRESH_EVERY = "2s"


def show_agora(usuario: Usuario) -> None:
    """What the portal does now, looked at again and again."""
    st.fragment(_draw_agora, run_every=_REFRESH_EVERY)(usuario)


AREAS = (
    Area("operacao", "Operação", show_agora),
    Area("pessoas", "Pessoas", show_pessoas),
    Area("grupos", "Grupos de pessoas", show_grupos),
    *AREAS_DE_AJUSTES,
    Area("timbre", "Papel timbrado", show_timbre),
    Area("privacidade", "Privacidade", show_privacidade),
    Area("auditoria", "Auditoria", show_auditoria),
)


def _draw_agora(usuario: Usuario) -> None:
    """Numbers and dead letters of this moment, each with its own failures: one may be away without the other."""
    with report_errors():
        show_operacao(services().gauges.read(), services().rates)
    with report_errors():
        show_mortas(services().operacao, usuario)
