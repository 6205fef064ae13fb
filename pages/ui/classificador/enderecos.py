"""Addresses inside the Classificador: the area, its filters, the lot and the document that are open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

PAGE = "/classificador"
LOTE, ITEM, PAGINA = "lote", "item", "pagina"
SITUACAO, CATEGORIA, CONFIANCA, BUSCA = "situacao", "categoria", "confianca", "busca"
_EVERYTHING = "Todas"


def link_to_lote(lote_id: UUID | str, **mais: str | int) -> str:
    return f"{PAGE}?{urlencode({LOTE: str(lote_id), **mais})}"


def link_here(**changes: str | int) -> str:
    """The present address with some values changed; an empty value takes one out."""
    values = {**st.query_params.to_dict(), **changes}
    return f"{PAGE}?{urlencode({name: value for name, value in values.items() if value not in ('', 0)})}"


def go(**changes: str | int) -> None:
    """Change the address without drawing anything: for callbacks, before the run that follows them."""
    for name, value in changes.items():
        if value in ("", 0):
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(value)


def ask_choice(
    place: st.delta_generator.DeltaGenerator,
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str],
    everything: str = _EVERYTHING,
) -> str:
    """A choice that starts with what the address has and is written back to it; empty for all.

    With words of its own for ``everything`` it needs no label above it.
    """
    key = f"classificador_filtro_{name}"
    named = st.query_params.get(name, "")
    if st.session_state.get(key) != named:
        st.session_state[key] = named if named in options else ""
    chosen = place.selectbox(
        label,
        ["", *options],
        key=key,
        format_func=lambda value: format_func(value) if value else everything,
        label_visibility="visible" if everything == _EVERYTHING else "collapsed",
        on_change=_keep,
        args=(name, key),
    )
    return chosen or ""


def ask_text(place: st.delta_generator.DeltaGenerator, label: str, placeholder: str, *, is_bare: bool = False) -> str:
    """Words to look for, kept in the address."""
    key = f"classificador_filtro_{BUSCA}"
    named = st.query_params.get(BUSCA, "")
    if st.session_state.get(key, "").strip() != named:
        st.session_state[key] = named
    text = place.text_input(
        label,
        key=key,
        placeholder=placeholder,
        on_change=_keep,
        args=(BUSCA, key),
        label_visibility="collapsed" if is_bare else "visible",
    )
    return text.strip()


def _keep(name: str, key: str) -> None:
    """The address follows the field; another filter starts at the first page again."""
    go(**{name: str(st.session_state[key] or "").strip(), PAGINA: ""})


def render_pages(page: int, pages: int) -> str:
    """Links to the pages near this one, the first and the last."""
    if pages < 2:
        return ""
    near = sorted({1, pages, *(n for n in range(page - 2, page + 3) if 1 <= n <= pages)})
    links, last = [], 0
    for number in near:
        gap = '<span aria-hidden="true">…</span>' if number > last + 1 else ""
        mark = ' aria-current="page"' if number == page else ""
        address = link_here(**{PAGINA: number}).replace("&", "&amp;")
        links.append(
            f'{gap}<a class="lote-vai" data-pagina="{number}" href="{address}" target="_self"{mark}>{number}</a>'
        )
        last = number
    return f'<nav class="prompts-paginas" aria-label="Páginas da lista">{"".join(links)}</nav>'
