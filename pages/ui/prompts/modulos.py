"""The modules of the library: find one and see its text."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.runtime import services


def show_modulos(usuario: Usuario) -> None:
    """How many there are, by group."""
    for grupo in services().prompts.list_grupos():
        st.write(grupo.nome)
