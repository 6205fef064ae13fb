"""The register of processing operations."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.ajustes.tabela import show_tabela
from pages.ui.runtime import services

_NOME = "registro-de-operacoes.csv"


def show_registro(_usuario: Usuario) -> None:
    """What is done, why, on which basis, by whom, and for how long it is kept; the file has all of it."""
    lgpd = services().lgpd
    st.caption("O que o portal faz com dados de pessoas, como pede a LGPD (Lei 13.709/2018, art. 37).")
    st.download_button(
        "Baixar o registro (CSV)",
        lgpd.export_operacoes,
        _NOME,
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="administracao_privacidade_registro",
    )
    show_tabela(
        "Registro das operações de tratamento",
        ("Operação", "Finalidade e base legal", "Dados e titulares", "Quem acessa", "Guarda"),
        (
            (
                one.nome,
                f"{one.finalidade} {one.base_legal}",
                f"{one.dados}. {one.titulares}.",
                f"{one.acesso} {one.compartilhamento}",
                guarda,
            )
            for one, guarda in lgpd.list_operacoes()
        ),
    )
