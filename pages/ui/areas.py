"""Areas of a page with several: the URL names the one that is open (``?aba=``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.usuarios.domain import Usuario

_PARAM = "aba"


@dataclass(frozen=True)
class Area:
    slug: str
    titulo: str
    show: Callable[[Usuario], None]


def choose_area(areas: Sequence[Area], page: str) -> Area:
    """The area that the URL names, or the first; choosing another one changes the URL and forgets what it held."""
    by_slug = {area.slug: area for area in areas}
    named = st.query_params.get(_PARAM, "")
    current = named if named in by_slug else areas[0].slug
    chosen = st.segmented_control(
        "Área",
        list(by_slug),
        default=current,
        required=True,
        format_func=lambda slug: by_slug[slug].titulo,
        label_visibility="collapsed",
        key=f"{page}_aba_{current}",
    )
    if chosen is not None and chosen != current:
        st.query_params.from_dict({_PARAM: chosen})
        st.rerun()
    return by_slug[current]
