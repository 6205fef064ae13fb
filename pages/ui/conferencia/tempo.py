"""How long a person is at work on the check of one peça, as their browser measures it.

Time counts while the tab is in front and the person pressed a key, moved the pointer or scrolled within the last
three minutes. The sum is kept in that browser alone: work in another one, or on paper, is not in it.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from pages.ui.components import build_component

PAUSA_MIN = 3
"""Minutes without a sign of the person after which no more time counts."""

_SEND_EVERY_S = 30


def measure_tempo(peca_id: UUID) -> None:
    """Draws nothing. A fragment of its own, so that the message of the browser redraws nothing else."""
    data = {"peca": str(peca_id), "pausa_s": PAUSA_MIN * 60, "aviso_s": _SEND_EVERY_S}
    build_component("tempo")(key=_name_component(peca_id), data=data, on_ativo_change=partial(_keep, peca_id))


def read_tempo(peca_id: UUID) -> int:
    """Seconds; 0 before the browser said anything."""
    return int(st.session_state.get(_name_value(peca_id), 0))


def _keep(peca_id: UUID) -> None:
    """Before the run that follows each message."""
    sent = st.session_state[_name_component(peca_id)].get("ativo")
    if isinstance(sent, int | float):
        st.session_state[_name_value(peca_id)] = max(0, int(sent))


def _name_component(peca_id: UUID) -> str:
    return f"conferencia_relogio_{peca_id}"


def _name_value(peca_id: UUID) -> str:
    return f"conferencia_tempo_{peca_id}"
