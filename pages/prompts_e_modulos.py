"""Prompts e Módulos: the office's arguments, rules, questions and policies, as the people who keep them see them."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.prompts.abas import choose_aba

usuario = require_access("prompts.editar")

st.title("Prompts e Módulos", anchor=False)
with report_errors():
    choose_aba().show(usuario)
