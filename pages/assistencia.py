"""Assistência: a case at a glance, questions answered only from its pages, and a report of it."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.assistencia.entrada import ask_processo
from pages.ui.assistencia.relatorio import show_relatorio_aberto
from pages.ui.assistencia.tela import PROCESSO, open_processo, show_processo
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import GERACAO, read_numero, read_uuid

usuario = require_access("assistencia.usar")

with report_errors():
    geracao_id = read_uuid(GERACAO)
    numero = read_numero(PROCESSO)
    if geracao_id is not None:
        show_relatorio_aberto(usuario, geracao_id)
    elif numero is None:
        st.title("Assistência", anchor=False)
        escolhido = ask_processo(usuario)
        if escolhido is not None:
            open_processo(usuario, escolhido)
    else:
        st.title("Assistência", anchor=False)
        services().autos.note_visita(usuario.id, numero)
        st.fragment(show_processo)(usuario, numero)
