"""The categories of documents: the list, one of them, its questions. The address says which (``?categoria=``)."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.prompts.categorias_editor import edit_categoria, edit_variavel
from pages.ui.prompts.categorias_leitura import show_categoria
from pages.ui.prompts.categorias_lista import show_lista


def show_categorias(usuario: Usuario) -> None:
    """What the address names; an unknown category is told in words."""
    slug, view = st.query_params.get("categoria", ""), st.query_params.get("ver", "")
    if view == "nova":
        edit_categoria(usuario, "")
    elif slug and view == "editar":
        edit_categoria(usuario, slug)
    elif slug and view == "pergunta":
        edit_variavel(usuario, slug, st.query_params.get("variavel", ""))
    elif slug:
        show_categoria(usuario, slug)
    else:
        show_lista()
