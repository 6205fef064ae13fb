"""The file with the data of a person, from the request until it can be downloaded."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.errors import report_errors
from pages.ui.runtime import services

PREFIX = "administracao_titulares"
_CHAVE = f"{PREFIX}_chave"
_REFRESH_EVERY = "2s"


def begin_copy(chave: str) -> None:
    """Remember which file was asked for and show how far it is."""
    st.session_state[_CHAVE] = chave
    st.rerun()


def show_copy(usuario: Usuario) -> None:
    """The file that this tab asked for last, looked at until it is there."""
    if _CHAVE not in st.session_state:
        return
    with report_errors():
        is_ready = services().titulares.find_arquivo(st.session_state[_CHAVE], usuario) is not None
    st.fragment(_draw, run_every=None if is_ready else _REFRESH_EVERY)(usuario)


def _draw(usuario: Usuario) -> None:
    with report_errors():
        arquivo = services().titulares.find_arquivo(st.session_state[_CHAVE], usuario)
        if arquivo is None:
            st.info(
                "Em andamento: o portal está reunindo os dados. Pode continuar aqui.",
                icon=":material/progress_activity:",
            )
            return
        st.download_button(
            "Baixar os dados reunidos (ZIP)",
            lambda: arquivo.conteudo,
            arquivo.nome,
            arquivo.mimetype,
            on_click="ignore",
            icon=":material/download:",
            key=f"{PREFIX}_baixar",
        )
