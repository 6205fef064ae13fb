"""Processos: the documents of a case as the court has them, to be read page by page, searched and taken away."""

from __future__ import annotations

import streamlit as st

from core.processos.chave import is_envio
from pages.ui.access import require_access
from pages.ui.anexos_leitura import show_envio
from pages.ui.autos import ask_processo, open_processo, show_autos
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import read_autos

usuario = require_access("processos.ver")

PROCESSO = "processo"

st.title("Processos", anchor=False)
with report_errors():
    numero = read_autos(PROCESSO)
    if numero is None:
        escolhido = ask_processo(usuario)
        if escolhido is not None:
            open_processo(usuario, escolhido)
    elif is_envio(numero):
        st.fragment(show_envio)(usuario, numero)
    else:
        services().autos.note_visita(usuario.id, numero)
        st.fragment(show_autos)(usuario, numero)
