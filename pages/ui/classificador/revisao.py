"""What waits for a person: answers of low confidence in all lots of the unit, oldest lot first."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.classificador.gestos import show_recusa
from pages.ui.classificador.mesa import Categorias, show_mesa
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_REFRESH_EVERY = "4s"


def show_revisao(usuario: Usuario) -> None:
    """The list renews itself: what a colleague confirms leaves it."""
    st.caption("Respostas de confiança baixa que ninguém conferiu. Confirme ou corrija; o próximo abre em seguida.")
    st.fragment(_show_fila, run_every=_REFRESH_EVERY)(usuario)


def _show_fila(usuario: Usuario) -> None:
    with st.container():
        show_recusa()
    with report_errors():
        pagina = services().itens.list_revisao(usuario, read_int("pagina"))
        if not pagina.total:
            show_empty("Nada a revisar.", "Respostas de confiança baixa aparecem aqui assim que chegam.")
        show_mesa(usuario, pagina, partial(_find_categorias, {}, usuario), is_revisao=True)


def _find_categorias(known: dict[UUID, Categorias], usuario: Usuario, lote_id: UUID) -> Categorias:
    """Looked up once for each lot on the page."""
    if lote_id not in known:
        lote = services().lotes.get_lote(lote_id, usuario)
        known[lote_id] = services().itens.get_prompt(lote).categorias
    return known[lote_id]
