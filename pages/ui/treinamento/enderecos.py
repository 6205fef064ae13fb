"""Addresses inside the Treinamento BERT, and what is told after a gesture."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.errors import PortalError

PAGE = "/treinamento_bert"
DATASET, TREINO, MODELO, OUTRO = "dataset", "treino", "modelo", "outro"
_RECUSA = "treinamento_bert_recusa"


def link_to(aba: str, **mais: str | UUID | int) -> str:
    """An area, with what is open in it."""
    return f"{PAGE}?{urlencode({'aba': aba, **{name: str(value) for name, value in mais.items()}})}"


def go(aba: str, **mais: str | UUID) -> None:
    """Open an area at once, without loading the page anew. Ends the run."""
    st.query_params.from_dict({"aba": aba, **{name: str(value) for name, value in mais.items()}})
    st.rerun()


def run_gesto(gesto: Callable[[], object]) -> None:
    """For callbacks: done before the run that follows, which tells a refusal."""
    try:
        gesto()
    except PortalError as error:
        st.session_state[_RECUSA] = error.user_message


def show_recusa() -> None:
    """Why the last gesture was refused, once."""
    if text := st.session_state.pop(_RECUSA, ""):
        st.warning(text, icon=":material/warning:")
