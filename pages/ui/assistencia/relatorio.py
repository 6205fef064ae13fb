"""The report of a case: asked for, written live, and taken on by the generator's own screens."""

from __future__ import annotations

import streamlit as st

from core.processos.autos.domain import Autos
from core.usuarios.domain import Usuario


def show_relatorio(usuario: Usuario, autos: Autos) -> None:
    del usuario, autos
    st.caption("O relatório deste processo ainda não pode ser gerado aqui.")
