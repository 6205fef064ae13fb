"""Garantias: what the portal promises, and when the tests of each promise last passed."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.errors import report_errors
from pages.ui.garantias import show_garantias
from pages.ui.runtime import services

require_access("ajuda.ver")

st.title("Garantias", anchor=False)
st.markdown(
    "O que o portal promete. Cada promessa é provada por testes que falham quando ela deixa de valer; ao lado está "
    "quando eles passaram pela última vez."
)
with report_errors():
    show_garantias(services().garantias.list())
