"""Ajuda: a short guide for the person's profile, the keys, and how to ask for help."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.guide import GUIDES, KEYS, SUPPORT
from pages.ui.hints import HINTS

usuario = require_access("ajuda.ver")

st.title("Ajuda", anchor=False)
st.header(f"Guia: {usuario.papel.label}", anchor=False)
st.markdown("\n".join(f"- {hint}" for hint in HINTS[usuario.papel]))
for title, text in GUIDES[usuario.papel]:
    with st.expander(title):
        st.markdown(text)
st.header("Teclas de atalho", anchor=False)
st.html(KEYS)
st.header("Quando algo não sai como devia", anchor=False)
st.markdown(SUPPORT)
