"""The row of steps above a geração: what is done, what is open, what waits and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import streamlit as st

from core.pecas.domain import Geracao
from core.pecas.etapas import EtapaDaGeracao, NomeDaEtapa
from core.pecas.revisao.domain import EstadoDaPeca
from pages.ui.components import build_component
from pages.ui.runtime import services
from pages.ui.urls import ETAPA, link_to_etapa

_KEY = "gerador_de_pecas_etapas"
_ESTADO = "gerador_de_pecas_etapas_estado"
_MOVEL = (EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA)
"""States that a change of the text ends."""


def show_barra(geracao: Geracao, etapas: Iterable[EtapaDaGeracao], atual: str) -> None:
    """An ordered list of links; the step that is drawn is marked, a closed one says its reason."""
    itens = "".join(_render_etapa(geracao, etapa, is_atual=etapa.nome == atual) for etapa in etapas)
    st.html(
        f'<nav class="portal-etapas" aria-label="Etapas da peça"><ol>{itens}</ol></nav>'
        f'<h2 class="portal-so-leitor">{escape(NomeDaEtapa(atual).label)}</h2>'
    )
    build_component("etapas")(key=_KEY, data={"atual": atual}, on_vai_change=_go)


def note_estado(estado: EstadoDaPeca | None) -> None:
    """The state that the row was drawn for."""
    st.session_state[_ESTADO] = estado


def follow_estado(geracao: Geracao) -> None:
    """In a fragment under the row: a change of the text may end what the row says, which is then drawn anew."""
    drawn = st.session_state.get(_ESTADO)
    if drawn in _MOVEL and services().revisao.list_estados([geracao.id]).get(geracao.id) is not drawn:
        st.rerun()


def _render_etapa(geracao: Geracao, etapa: EtapaDaGeracao, *, is_atual: bool) -> str:
    situacao = f'<span class="portal-estado portal-etapa-{etapa.situacao.value}">{etapa.situacao.label}</span>'
    name = f'<span class="nome">{escape(etapa.nome.label)}</span>{situacao}'
    if not etapa.is_open:
        why = f'<span class="portal-so-leitor">: {escape(etapa.motivo)}</span>'
        return f'<li><span class="fechada" title="{escape(etapa.motivo)}">{name}{why}</span></li>'
    mark = ' aria-current="step"' if is_atual else ""
    address = escape(link_to_etapa(geracao.id, etapa.nome))
    return f'<li><a href="{address}" target="_self" data-etapa=""{mark}>{name}</a></li>'


def _go() -> None:
    """Before the run that follows: the address says where the person went, in one step of the browser's history."""
    place: Mapping[str, Any] = st.session_state[_KEY].get("vai") or {}
    if place.get(ETAPA):
        st.query_params.from_dict({name: str(value) for name, value in place.items() if name != "vez"})
