"""Fields that several pages share."""

from __future__ import annotations

import streamlit as st

from core.errors import InvalidNumeroCnjError
from core.processos.numero_cnj import format_numero_cnj, parse_numero_cnj
from pages.ui.errors import show_error

PLACEHOLDER = "0000000-00.0000.8.12.0000"


def ask_numero_cnj(*, key: str, label: str = "Número do processo", is_disabled: bool = False) -> str | None:
    """A case number: pasted in any form, written out with its mask when the field is left, checked at once.

    Returns the 20 digits, or None while the field is empty or wrong (the reason stands under it).
    Not for use inside a form, which tells nothing before it is sent.
    """
    text = st.text_input(
        label,
        key=key,
        placeholder=PLACEHOLDER,
        disabled=is_disabled,
        on_change=_apply_mask,
        args=(key,),
        help="Cole ou digite o número como estiver; o portal põe os pontos e confere os dígitos.",
    )
    if not text.strip():
        return None
    try:
        return parse_numero_cnj(text)
    except InvalidNumeroCnjError as error:
        st.error(error.user_message, icon=":material/error:")
        return None


def explain_empty_numero(key: str) -> None:
    """A wrong number already has its reason under the field; an empty one gets it when the button is pressed."""
    if st.session_state[key].strip():
        return
    try:
        parse_numero_cnj("")
    except InvalidNumeroCnjError as error:
        show_error(error)


def _apply_mask(key: str) -> None:
    """Before the run that follows the change: the field shows the formatted number, or what was typed if wrong."""
    try:
        st.session_state[key] = format_numero_cnj(parse_numero_cnj(st.session_state[key]))
    except InvalidNumeroCnjError:
        return
