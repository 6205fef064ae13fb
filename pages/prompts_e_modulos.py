"""Prompts e Módulos: the office's arguments, rules, questions and policies, as the people who keep them see them."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.areas import choose_area
from pages.ui.errors import report_errors
from pages.ui.laboratorio.lista import INSTRUCOES
from pages.ui.prompts.abas import ABAS

usuario = require_access("prompts.editar")

st.title("Prompts e Módulos", anchor=False)
with report_errors():
    choose_area((*ABAS, INSTRUCOES), "prompts_e_modulos").show(usuario)
