"""The work table: a page of documents at left, the one that is open at right, and the keys that go through them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from uuid import UUID

import streamlit as st

from core.classificador.domain import EstadoDoItem, ItemDoLote, PaginaDeItens
from core.prompts.domain import CategoriaDeClassificacao
from core.usuarios.domain import Usuario
from pages.ui.classificador.enderecos import ITEM, go, link_here, render_pages
from pages.ui.classificador.gestos import (
    MESA,
    PRIMEIRO,
    SEGUINTE,
    TECLAS,
    ULTIMO,
    find_by_place,
    note_vista,
    take_fala,
    turn,
)
from pages.ui.classificador.item import can_correct, render_confianca, show_item
from pages.ui.classificador.rotulos import SINAIS_DO_ITEM, count_documentos
from pages.ui.components import build_component
from pages.ui.runtime import services

_WIDTHS = [5, 6]
_CORRENTE = ' aria-current="true"'
Categorias = tuple[CategoriaDeClassificacao, ...]
FindCategorias = Callable[[UUID], Categorias]
"""The categories of a lot: those of its version of the instruction."""


def show_mesa(
    usuario: Usuario, pagina: PaginaDeItens, find_categorias: FindCategorias, *, is_revisao: bool = False
) -> None:
    """Both sides. The address names the document; without one, or with one that left the list, none is open.

    ``is_revisao``: the list has only what nobody confirmed.
    """
    note_vista(pagina, count_paginas(pagina), is_revisao=is_revisao)
    item = _find_item(usuario, pagina)
    categorias = find_categorias(item.lote_id) if item else ()
    if pagina.total or item:
        left, right = st.columns(_WIDTHS, gap="medium")
        with left.container(key="classificador_lista"):
            _show_lista(pagina, item, {one.lote_id: find_categorias(one.lote_id) for one in pagina.itens})
        with right.container(key="classificador_documento"):
            if item is None:
                st.html('<p class="lote-nenhum">Escolha um documento na lista, ou use <kbd>J</kbd>.</p>')
            else:
                show_item(usuario, item, categorias)
    if item is None or not can_correct(item):
        categorias = ()  # there is nothing that a key could choose
    fala, atos = take_fala()
    data = {
        "item": str(item.id) if item else "",
        "teclas": list(TECLAS[: len(categorias)]),
        "categorias": [categoria.slug for categoria in categorias],
        "fala": fala,
        "ato": atos,
    }
    build_component("lote", is_isolated=False)(key=MESA, data=data, on_vai_change=partial(turn, usuario))


def count_paginas(pagina: PaginaDeItens) -> int:
    return max(1, -(-pagina.total // pagina.tamanho))


def _find_item(usuario: Usuario, pagina: PaginaDeItens) -> ItemDoLote | None:
    """What the address names, looked up anew; an end of the page becomes the document that stands there."""
    named = st.query_params.get(ITEM, "")
    if named in (PRIMEIRO, ULTIMO, SEGUINTE):
        found = find_by_place(pagina, named)
        go(**{ITEM: found.id if found else ""})
        return found
    shown = {str(item.id): item for item in pagina.itens}
    if named in shown:
        return shown[named]
    return services().itens.get_item(int(named), usuario) if named.isascii() and named.isdigit() else None


def _show_lista(pagina: PaginaDeItens, aberto: ItemDoLote | None, categorias: Mapping[UUID, Categorias]) -> None:
    nomes = {lote: {c.slug: c.nome for c in found} for lote, found in categorias.items()}
    lines = "".join(_render_linha(item, aberto, nomes[item.lote_id]) for item in pagina.itens)
    pages = render_pages(pagina.numero, count_paginas(pagina))
    st.html(
        f'<p class="lote-total" role="status">{count_documentos(pagina.total)}</p>'
        '<div class="lote-rolagem" role="region" aria-label="Documentos" tabindex="0">'
        f'<ol class="lote-lista">{lines}</ol></div>{pages}'
        '<p class="lote-dica"><kbd>J</kbd> próximo · <kbd>K</kbd> anterior · <kbd>1</kbd> a <kbd>9</kbd> e letras '
        "escolhem a categoria · <kbd>Enter</kbd> confirma</p>"
    )


def _render_linha(item: ItemDoLote, aberto: ItemDoLote | None, nomes: Mapping[str, str]) -> str:
    mark = _CORRENTE if aberto is not None and item.id == aberto.id else ""
    return (
        f'<li><a class="lote-vai" data-item="{item.id}" href="{escape(link_here(**{ITEM: item.id}))}" '
        f'target="_self"{mark}><span class="lote-ordem">{item.ordem}</span>'
        f'<span class="nome">{escape(item.nome)}<span class="lugar">{_describe(item, nomes)}</span></span>'
        f"{_render_situacao(item)}</a></li>"
    )


def _describe(item: ItemDoLote, nomes: Mapping[str, str]) -> str:
    """What it was classified as, or why not."""
    if item.categoria:
        nome = nomes.get(item.categoria, item.categoria)
        return escape(f"{nome} · {item.subcategoria}" if item.subcategoria else nome)
    return escape(item.erro_mensagem)


def _render_situacao(item: ItemDoLote) -> str:
    """One sign and word: what a person did, how sure the answer is, or how far the document came."""
    if item.correcao is not None:
        who = escape(item.correcao.autor)
        return f'<span class="portal-estado portal-estado-corrigido" title="{who}">Conferido</span>'
    if item.estado is EstadoDoItem.CONCLUIDO:
        return render_confianca(item)
    return f'<span class="portal-estado portal-estado-{SINAIS_DO_ITEM[item.estado]}">{item.estado.label}</span>'
