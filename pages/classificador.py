"""Classificador: lots of documents sorted by the model, followed as they run, corrected and taken away."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.areas import choose_area
from pages.ui.classificador.areas import list_areas
from pages.ui.classificador.enderecos import LOTE
from pages.ui.classificador.lote import show_lote
from pages.ui.errors import report_errors
from pages.ui.urls import read_uuid

usuario = require_access("classificador.usar")

st.title("Classificador", anchor=False)
with report_errors():
    lote_id = read_uuid(LOTE)
    if lote_id is None:
        choose_area(list_areas(usuario), "classificador").show(usuario)
    else:
        show_lote(usuario, lote_id)
