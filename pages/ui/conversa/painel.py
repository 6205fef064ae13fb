"""Asking for a change of a section in plain words, and deciding on what is proposed."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario


def show_conversa(usuario: Usuario, geracao: Geracao, secao: str) -> None:
    """The conversation about one section; ``secao`` is its key."""
    del usuario, geracao, secao
    st.caption("Peça aqui, em palavras simples, o que mudar nesta seção.")
