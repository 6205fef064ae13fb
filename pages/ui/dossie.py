"""The dossiê of a peça: what it holds, in words, and the way to get and to verify it."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario


def show_dossie(_usuario: Usuario, _geracao: Geracao) -> None:
    """For the owner of the peça, in the step Exportar."""
    st.subheader("Dossiê", anchor=False)
    st.write("O registro de como a peça foi feita: documentos, fatos, decisões, conferência e revisão.")
