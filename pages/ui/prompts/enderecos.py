"""Addresses inside Prompts e Módulos: what is open and with which filters."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

_PAGE = "/prompts_e_modulos"
_OPENED = ("modulo", "ver", "versao")
"""What names an opened module; everything else are filters, which stay."""


def link_here(**changes: str | int) -> str:
    """The present address with some values changed; an empty value takes one out."""
    values = {**st.query_params.to_dict(), **changes}
    kept = {name: value for name, value in values.items() if value not in ("", 0)}
    return f"{_PAGE}?{urlencode(kept)}"


def go(**changes: str) -> None:
    """Open another view at once, without loading the page anew. Ends the run."""
    for name, value in changes.items():
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)
    st.rerun()


def link_to_list() -> str:
    return link_here(**dict.fromkeys(_OPENED, ""))
