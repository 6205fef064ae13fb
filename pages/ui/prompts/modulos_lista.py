"""The list of modules with its filters, which the address keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from core.prompts.domain import ModoDeAtivacao, TipoDeModulo
from core.prompts.modulos.domain import FiltroDeModulos, OrdemDaLista, VersaoDoModulo, Vocabulario
from pages.ui.autores import name_autores
from pages.ui.dates import format_when
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.prompts.rotulos import MODOS, TIPOS, describe_ativacao
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_PER_PAGE = 50
_MAIS = ("subgrupo", "marcador", "tipo", "modo", "estado", "ordem")
_ESTADOS = {"ativos": "Ativos", "desativados": "Desativados"}
_ORDENS: dict[str, str] = {"": "Ordem na peça", "titulo": "Título", "recente": "Alterados por último"}
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="nome">{titulo}<span class="lugar">{lugar}</span></span>
  <span>{grupo}<span class="lugar">{secao}</span></span>
  <span>{ativacao}</span>
  <span class="portal-estado portal-estado-{sinal}">{estado}</span>
  <span class="quando">{quando}<span class="lugar">{autor}</span></span>
</a></li>
"""


def show_lista() -> None:
    """Filters, counts and one line per module."""
    modulos = services().modulos
    vocabulario = modulos.get_vocabulario()
    filtro = _ask_filtro(vocabulario)
    lista = modulos.list_pagina(filtro, _read_ordem(), pagina=read_int("pagina"), por_pagina=_PER_PAGE)
    total = modulos.count_modulos()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="prompts_e_modulos_contagem"):
        st.html(f'<p role="status" class="prompts-contagem"><strong>{lista.total}</strong> de {total} módulos</p>')
        if st.button("Novo módulo", icon=":material/add:", key="prompts_e_modulos_novo"):
            go(modulo="", ver="novo")
    if not lista.total:
        show_empty("Nenhum módulo com esses filtros.", "Apague um filtro ou confira as palavras da busca.")
        return
    nomes = name_autores(item.autor for item in lista.itens)
    lines = "".join(_render(item, vocabulario, nomes[item.autor]) for item in lista.itens)
    links = _render_pages(lista.pagina, lista.paginas)
    st.html(f'<ul class="portal-lista prompts-modulos" aria-label="Módulos">{lines}</ul>{links}')


def _ask_filtro(vocabulario: Vocabulario) -> FiltroDeModulos:
    rotulos = services().modulos.list_rotulos()
    grupos = {slug: grupo.nome for slug, grupo in vocabulario.grupos.items()}
    with st.container(key="prompts_e_modulos_filtros"):
        first = st.columns([2, 1, 1, 1])
        texto = _ask_texto(first[0])
        grupo = _ask(first[1], "grupo", "Grupo", list(grupos), grupos.__getitem__)
        secao = _ask(first[2], "secao", "Seção", rotulos.secoes)
        assunto = _ask(first[3], "assunto", "Assunto", rotulos.assuntos)
        with st.expander("Mais filtros e ordem", expanded=any(name in st.query_params for name in _MAIS)):
            second = st.columns(6)
        subgrupo = _ask(second[0], "subgrupo", "Subgrupo", rotulos.subgrupos)
        tag = _ask(second[1], "marcador", "Marcador", rotulos.tags)
        tipo = _ask(second[2], "tipo", "Tipo", list(TIPOS), lambda value: TIPOS[TipoDeModulo(value)])
        modo = _ask(second[3], "modo", "Ativação", list(MODOS), lambda value: MODOS[ModoDeAtivacao(value)])
        estado = _ask(second[4], "estado", "Estado", list(_ESTADOS), _ESTADOS.__getitem__)
        _ask(second[5], "ordem", "Ordenar por", [slug for slug in _ORDENS if slug], _ORDENS.__getitem__, _ORDENS[""])
    return FiltroDeModulos(
        texto=texto,
        grupo=grupo,
        subgrupo=subgrupo,
        secao=secao,
        tipo=TipoDeModulo(tipo) if tipo else None,
        modo=ModoDeAtivacao(modo) if modo else None,
        assunto=assunto,
        tag=tag,
        is_active=None if not estado else estado == "ativos",
    )


def _ask_texto(place: st.delta_generator.DeltaGenerator) -> str:
    key = "prompts_e_modulos_filtro_busca"
    if key not in st.session_state:
        st.session_state[key] = st.query_params.get("busca", "")
    text = place.text_input("Procurar", key=key, placeholder="Palavra do título ou do texto")
    _keep("busca", text.strip())
    return text.strip()


def _ask(
    place: st.delta_generator.DeltaGenerator,
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str] = str,
    everything: str = "Todos",
) -> str:
    """A choice that starts with what the address has and is written back to it; empty for all."""
    key = f"prompts_e_modulos_filtro_{name}"
    if key not in st.session_state:
        named = st.query_params.get(name, "")
        st.session_state[key] = named if named in options else ""
    chosen = place.selectbox(
        label, ["", *map(str, options)], key=key, format_func=lambda value: format_func(value) if value else everything
    )
    _keep(name, chosen or "")
    return chosen or ""


def _keep(name: str, value: str) -> None:
    """The address follows the field; another filter starts at the first page again."""
    if st.query_params.get(name, "") == value:
        return
    st.query_params.pop("pagina", None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _read_ordem() -> OrdemDaLista:
    named = st.query_params.get("ordem", "")
    return OrdemDaLista(named) if named in _ORDENS else OrdemDaLista.NA_PECA


def _render(item: VersaoDoModulo, vocabulario: Vocabulario, autor: str) -> str:
    modulo = item.modulo
    grupo = vocabulario.grupos.get(modulo.grupo)
    return _LINHA.format(
        link=escape(link_here(aba="modulos", modulo=modulo.slug)),
        titulo=escape(modulo.titulo),
        lugar=escape(" · ".join((*modulo.assuntos, *([modulo.subgrupo] if modulo.subgrupo else [])))),
        grupo=escape(grupo.nome if grupo else modulo.grupo),
        secao=escape(modulo.secao or TIPOS[modulo.tipo]),
        ativacao=escape(describe_ativacao(modulo)),
        sinal="pronto" if modulo.is_active else "cancelado",
        estado="Ativo" if modulo.is_active else "Desativado",
        quando=f"versão {modulo.versao}, {format_when(item.criada_em)}",
        autor=escape(autor),
    )


def _render_pages(page: int, pages: int) -> str:
    if pages == 1:
        return ""
    links = "".join(
        f'<a href="{escape(link_here(pagina=number))}" target="_self"'
        f"{' aria-current=page' if number == page else ''}>{number}</a>"
        for number in range(1, pages + 1)
    )
    return f'<nav class="prompts-paginas" aria-label="Páginas da lista">{links}</nav>'
