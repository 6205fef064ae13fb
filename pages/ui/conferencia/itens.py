"""The findings in the order of the text, with their counts, and the minuta with their marks."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia
from core.exportacao.domain import CorDaMarca, Marca
from core.exportacao.html import render_html
from core.pecas.etapas import NomeDaEtapa
from core.pecas.revisao.domain import Revisao
from pages.ui.components import build_component
from pages.ui.conferencia.gestos import FILTRO, ITEM, MARCAS, go, take_fala
from pages.ui.urls import link_to_etapa

_HTML = "conferencia_html"

_CORES = {Cor.VERDE: CorDaMarca.VERDE, Cor.AMARELO: CorDaMarca.AMARELO, Cor.VERMELHO: CorDaMarca.VERMELHO}
_TODOS, _ACEITOS = "todos", "aceitos"
_FILTROS = {"vermelho": Cor.VERMELHO, "amarelo": Cor.AMARELO, "verde": Cor.VERDE}
_CORRENTE = ' aria-current="true"'
_FEW = 3
"""Warnings that stand open; more are opened by a click."""

_LONGEST = 160
"""Characters of a passage in the list; all of it stands in the panel."""


def show_minuta_marcada(revisao: Revisao) -> None:
    """Rendered once for a text and what was decided on it: opening a finding renders nothing anew."""
    asked = (revisao.peca_id, revisao.texto_sha256, len(revisao.atos))
    kept = st.session_state.get(_HTML)
    if kept is None or kept[0] != asked:
        kept = (asked, render_html(revisao.texto, marcas=_list_marcas(revisao)))
        st.session_state[_HTML] = kept
    st.html(
        '<h2 class="portal-so-leitor">Minuta com apontamentos</h2>'
        f'<article class="portal-minuta conf-minuta" aria-label="Minuta com apontamentos">{kept[1]}</article>'
    )


def show_itens(revisao: Revisao, geracao_id: UUID) -> None:
    """Counts that filter, then the list; the component takes clicks and keys."""
    filtro = st.query_params.get(FILTRO, _TODOS)
    shown = _filter(revisao, filtro)
    _show_avisos(revisao.conferencia)
    lines = "".join(_render_item(item, revisao, geracao_id) for item in shown)
    st.html(
        f'<h2 class="portal-so-leitor">Apontamentos</h2>{_render_cobertura(revisao.conferencia)}'
        f'<nav class="conf-filtros" aria-label="Mostrar apontamentos">{_render_filtros(revisao, geracao_id)}</nav>'
        f'<div class="conf-rolagem" role="region" aria-label="Apontamentos" tabindex="0">{_render_lista(lines)}</div>'
        '<p class="conf-dica"><kbd>J</kbd> próximo · <kbd>K</kbd> anterior · <kbd>Enter</kbd> abre</p>'
    )
    fala = take_fala()
    data = {"item": st.query_params.get(ITEM, ""), "fala": fala or "", "falhou": fala == ""}
    build_component("conferencia", has_css=True, is_isolated=False)(key=MARCAS, data=data, on_vai_change=go)


def find_item(revisao: Revisao) -> ItemDaConferencia | None:
    """The finding that the address names, if it is still there."""
    chave = st.query_params.get(ITEM, "")
    return next((item for item in revisao.conferencia.itens if item.chave == chave), None)


def render_cor(item: ItemDaConferencia, revisao: Revisao) -> str:
    """Icon and word, never the colour alone."""
    if item.chave in revisao.aceites:
        return '<span class="conf-cor conf-cor-aceito">Aceito</span>'
    return f'<span class="conf-cor conf-cor-{_CORES[item.cor]}">{item.cor.label}</span>'


def _list_marcas(revisao: Revisao) -> list[Marca]:
    return [
        Marca(item.inicio, item.fim, _CORES[item.cor], item.chave, _name_marca(item, revisao))
        for item in revisao.conferencia.itens
        if item.fim > item.inicio
    ]


def _name_marca(item: ItemDaConferencia, revisao: Revisao) -> str:
    word = "Aceito" if item.chave in revisao.aceites else item.cor.label
    return f"{word}: {item.motivo}"


def _select(filtro: str, revisao: Revisao) -> Callable[[ItemDaConferencia], bool]:
    """An accepted finding is counted with the accepted ones, not with its colour."""
    if filtro == _ACEITOS:
        return lambda item: item.chave in revisao.aceites
    cor = _FILTROS.get(filtro)
    return lambda item: cor is None or (item.cor is cor and item.chave not in revisao.aceites)


def _filter(revisao: Revisao, filtro: str) -> list[ItemDaConferencia]:
    """What is missing from the text has no place in it and comes first."""
    return sorted(filter(_select(filtro, revisao), revisao.conferencia.itens), key=lambda item: item.inicio)


def _show_avisos(conferencia: Conferencia) -> None:
    """What the check could not look at: nobody may take its silence there for a yes."""
    avisos = conferencia.avisos
    if avisos:
        label = f"O que a conferência não usou ({len(avisos)})"
        with st.expander(label, expanded=len(avisos) <= _FEW, icon=":material/warning:"):
            st.html(f'<ul class="portal-ficha">{"".join(f"<li>{escape(aviso)}</li>" for aviso in avisos)}</ul>')


def _render_cobertura(conferencia: Conferencia) -> str:
    total, anchored = conferencia.frases_de_fato, conferencia.frases_com_fonte
    if not total:
        return ""
    share = f"{100 * anchored / total:.0f} %"
    noun = "afirmação de fato" if total == 1 else "afirmações de fato"
    return f'<p class="conf-cobertura"><strong>{anchored} de {total}</strong> {noun} com fonte, {share}</p>'


def _render_filtros(revisao: Revisao, geracao_id: UUID) -> str:
    names = {_TODOS: "Todos", **{name: cor.label for name, cor in _FILTROS.items()}, _ACEITOS: "Aceitos"}
    return "".join(_render_filtro(name, label, revisao, geracao_id) for name, label in names.items())


def _render_filtro(name: str, label: str, revisao: Revisao, geracao_id: UUID) -> str:
    mark = _CORRENTE if name == st.query_params.get(FILTRO, _TODOS) else ""
    sign = "aceito" if name == _ACEITOS else name
    return (
        f'<a class="conf-vai conf-filtro conf-cor-{sign}" href="{_link(geracao_id, {FILTRO: name})}" target="_self" '
        f'data-filtro="{name}"{mark}>{label} <strong>{len(_filter(revisao, name))}</strong></a>'
    )


def _render_lista(lines: str) -> str:
    if not lines:
        return '<p class="conf-nenhum">Nenhum apontamento aqui.</p>'
    return f'<ol class="conf-lista">{lines}</ol>'


def _render_item(item: ItemDaConferencia, revisao: Revisao, geracao_id: UUID) -> str:
    mark = _CORRENTE if item.chave == st.query_params.get(ITEM, "") else ""
    trecho = item.trecho if len(item.trecho) <= _LONGEST else item.trecho[:_LONGEST].rsplit(" ", 1)[0] + "…"
    quote = f'<q class="conf-trecho">{escape(trecho)}</q>' if trecho else ""
    head = f'{render_cor(item, revisao)}<span class="conf-tipo">{item.tipo.label}</span>'
    return (
        f'<li><a class="conf-vai" href="{_link(geracao_id, {ITEM: item.chave})}" target="_self" '
        f'data-item="{escape(item.chave)}"{mark}><span class="conf-linha">{head}</span>{quote}'
        f'<span class="conf-motivo">{escape(item.motivo)}</span></a></li>'
    )


def _link(geracao_id: UUID, mais: dict[str, str]) -> str:
    return escape(f"{link_to_etapa(geracao_id, NomeDaEtapa.CONFERENCIA)}&{urlencode(mais)}")
