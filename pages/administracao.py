"""Administração: what the portal does now and what failed for good, and the office's letterhead."""

from __future__ import annotations

import streamlit as st

from pages.ui.access import require_access
from pages.ui.administracao import AREAS
from pages.ui.areas import choose_area
from pages.ui.errors import report_errors

usuario = require_access("admin.ver")

st.title("Administração", anchor=False)
with report_errors():
    choose_area(AREAS, "administracao").show(usuario)
