"""The modules of the library: the list, one of them, its editor. The address says which (``?modulo=``, ``ver=``)."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.prompts.modulos_editor import edit_modulo
from pages.ui.prompts.modulos_leitura import show_modulo
from pages.ui.prompts.modulos_lista import show_lista


def show_modulos(usuario: Usuario) -> None:
    """What the address names; an unknown module is told in words."""
    slug, view = st.query_params.get("modulo", ""), st.query_params.get("ver", "")
    if view == "novo":
        edit_modulo(usuario, "")
    elif slug and view == "editar":
        edit_modulo(usuario, slug)
    elif slug:
        show_modulo(usuario, slug)
    else:
        show_lista()
