"""Assistência: a case at a glance, questions answered only from its pages, and a report of it."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.assistencia.entrada import ask_processo
from pages.ui.assistencia.tela import PROCESSO, open_processo, show_processo
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import read_numero

usuario = require_access("assistencia.usar")

st.title("Assistência", anchor=False)
with report_errors():
    numero = read_numero(PROCESSO)
    if numero is None:
        escolhido = ask_processo(usuario)
        if escolhido is not None:
            open_processo(usuario, escolhido)
    else:
        services().autos.note_visita(usuario.id, numero)
        st.fragment(show_processo)(usuario, numero)
