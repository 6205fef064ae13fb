"""What a person thinks of a minuta: asked kindly, once, and open to change."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario


def show_feedback(_usuario: Usuario, _geracao: Geracao) -> None:
    """For the owner of the peça, in the step Exportar."""
    st.subheader("Sua avaliação", anchor=False)
    st.caption("A avaliação da minuta abre aqui.")
