"""The facts that were found, each with its place."""

from __future__ import annotations

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.evidencias import show_evidencias


def show_fatos(usuario: Usuario, geracao: Geracao) -> None:
    """The lists of the geração."""
    del usuario
    show_evidencias(geracao)
