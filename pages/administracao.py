"""Administração: first of all the operation, what the portal does now and what failed for good."""

from __future__ import annotations

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.mortas import show_mortas
from pages.ui.operacao import show_operacao
from pages.ui.runtime import services

usuario = require_access("admin.ver")

_REFRESH_EVERY = "2s"


def show_now(person: Usuario) -> None:
    """Numbers and dead letters of this moment, each with its own failures: one may be away without the other."""
    with report_errors():
        show_operacao(services().gauges.read(), services().rates)
    with report_errors():
        show_mortas(services().operacao, person)


st.title("Administração", anchor=False)
st.fragment(show_now, run_every=_REFRESH_EVERY)(usuario)
