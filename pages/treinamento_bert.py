"""Treinamento BERT: from a spreadsheet to a classifier of the portal's own, for the data team."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.areas import choose_area
from pages.ui.errors import report_errors
from pages.ui.treinamento.areas import AREAS

usuario = require_access("bert.treinar")

st.title("Treinamento BERT", anchor=False)
with report_errors():
    choose_area(AREAS, "treinamento_bert").show(usuario)
