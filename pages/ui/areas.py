"""The areas of Administração in their order; the URL names the one that is open (``?aba=``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.mortas import show_mortas
from pages.ui.operacao import show_operacao
from pages.ui.runtime import services
from pages.ui.timbre import show_timbre

_PARAM = "aba"
_REFRESH_EVERY = "2s"


@dataclass(frozen=True)
class Area:
    slug: str
    titulo: str
    show: Callable[[Usuario], None]


def show_agora(usuario: Usuario) -> None:
    """What the portal does now, looked at again and again."""
    st.fragment(_draw_agora, run_every=_REFRESH_EVERY)(usuario)


AREAS = (Area("operacao", "Operação", show_agora), Area("timbre", "Papel timbrado", show_timbre))


def choose_area() -> Area:
    """The area that the URL names, or the first; choosing another one changes the URL and forgets what it held."""
    by_slug = {area.slug: area for area in AREAS}
    named = st.query_params.get(_PARAM, "")
    current = named if named in by_slug else AREAS[0].slug
    chosen = st.segmented_control(
        "Área",
        list(by_slug),
        default=current,
        required=True,
        format_func=lambda slug: by_slug[slug].titulo,
        label_visibility="collapsed",
        key=f"administracao_area_{current}",
    )
    if chosen is not None and chosen != current:
        st.query_params.from_dict({_PARAM: chosen})
        st.rerun()
    return by_slug[current]


def _draw_agora(usuario: Usuario) -> None:
    """Numbers and dead letters of this moment, each with its own failures: one may be away without the other."""
    with report_errors():
        show_operacao(services().gauges.read(), services().rates)
    with report_errors():
        show_mortas(services().operacao, usuario)
