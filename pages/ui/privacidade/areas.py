"""The parts of Privacidade; the URL names the one that is open (``?parte=``)."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.privacidade.prazos import show_prazos
from pages.ui.privacidade.registro import show_registro
from pages.ui.privacidade.titulares import show_titulares

_PARTES: dict[str, tuple[str, Callable[[Usuario], None]]] = {
    "prazos": ("Prazos e proteção", show_prazos),
    "registro": ("Registro das operações", show_registro),
    "titulares": ("Pedidos de titulares", show_titulares),
}
_PARTE = "parte"


def show_privacidade(usuario: Usuario) -> None:
    named = st.query_params.get(_PARTE, "")
    current = named if named in _PARTES else next(iter(_PARTES))
    chosen = st.segmented_control(
        "Parte de Privacidade",
        list(_PARTES),
        default=current,
        required=True,
        format_func=lambda slug: _PARTES[slug][0],
        label_visibility="collapsed",
        key=f"administracao_privacidade_parte_{current}",
    )
    if chosen is not None and chosen != current:
        st.query_params.pop("item", None)
        st.query_params[_PARTE] = chosen
        st.rerun()
    _PARTES[current][1](usuario)
