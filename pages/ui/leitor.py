"""What the screens of a case share: links that turn pages without loading the portal again, marked words, search."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from core.processos.autos.domain import Achado, Autos
from core.processos.autos.texto import find_all
from core.usuarios.domain import Usuario
from pages.ui.components import build_component
from pages.ui.runtime import services
from pages.ui.urls import link_to_autos

_KEY = "processos_leitor"
_FOUND = "processos_achados"
_PLACES = ("documento", "pagina", "busca")


def mount_leitor() -> None:
    """The keys of the reader, and links that change the address and draw only the case anew."""
    build_component("leitor")(key=_KEY, data={}, on_vai_change=_go)


def _go() -> None:
    """Before the run that follows: the address says where the person went, in one step of the browser's history."""
    place: Mapping[str, Any] = st.session_state[_KEY].get("vai") or {}
    address = st.query_params.to_dict() | {name: str(place.get(name) or "") for name in _PLACES}
    st.query_params.from_dict({name: value for name, value in address.items() if value})


def render_vai(numero: str, documento: str = "", pagina: int = 0, busca: str = "") -> str:
    """Attributes of a link that works by itself, in another tab, and faster in this one."""
    values = {"documento": documento, "pagina": str(pagina or ""), "busca": busca}
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in values.items())
    address = escape(link_to_autos(numero, documento, pagina, busca))
    return f'href="{address}" target="_self" class="autos-vai" {data}'


def render_trecho(trecho: tuple[str, str, str]) -> str:
    before, found, after = map(escape, trecho)
    return f"{before}<mark>{found}</mark>{after}"


def render_marked(texto: str, termo: str) -> str:
    """The text with the words marked wherever they stand."""
    parts, last = [], 0
    for start, end in find_all(texto, termo):
        parts.append(f"{escape(texto[last:start])}<mark>{escape(texto[start:end])}</mark>")
        last = end
    return "".join([*parts, escape(texto[last:])])


def search_autos(usuario: Usuario, autos: Autos, termo: str) -> tuple[Achado, ...]:
    """The pages found; asked again only for other words or another state of the case."""
    asked = (autos.processo.numero_cnj, termo, sum(documento.is_lido for documento in autos.abertos))
    kept = st.session_state.get(_FOUND)
    if kept is None or kept[0] != asked:
        kept = (asked, services().autos.search(autos, termo, usuario.id))
        st.session_state[_FOUND] = kept
    found: tuple[Achado, ...] = kept[1]
    return found
