"""The documents of a golden set: found, read and taken out."""

from __future__ import annotations

from html import escape
from math import ceil

import streamlit as st

from core.classificador.gabarito.domain import CasoDoGabarito, Gabarito, LinhaDoGabarito
from core.errors import PortalError
from core.processos.numero_cnj import format_numero_cnj
from core.usuarios.domain import Usuario
from pages.ui.errors import show_error
from pages.ui.laboratorio.matriz import name_classe
from pages.ui.laboratorio.rotulos import link_here, name_categorias, render_tabela, tell_next
from pages.ui.plain import escape_markdown
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty


def show_casos(usuario: Usuario, gabarito: Gabarito) -> None:
    """A page of them, of one category if chosen; or the one that the address names (``?doc=``)."""
    gabaritos = services().gabaritos
    nomes = name_categorias(gabarito.prompt_slug)
    named = st.query_params.get("doc", "")
    found = gabaritos.find_caso(gabarito, named) if named else None
    if found is not None:
        _show_caso(usuario, gabarito, found, nomes)
        return
    if named:
        st.info("Este documento não está nesta versão do gabarito.", icon=":material/info:")
    chosen = _ask_categoria(gabarito, nomes)
    page = gabaritos.list_pagina(gabarito, chosen, read_int("pagina"))
    if not page.linhas:
        show_empty("Nenhum documento desta categoria.", "Escolha outra ou acrescente documentos de um arquivo.")
        return
    pages = ceil(page.total / page.tamanho)
    rows = (
        (
            _render_nome(caso),
            escape(name_classe(caso.categoria, nomes)),
            escape(caso.subcategoria) or "—",
            format_numero_cnj(caso.numero_cnj) if caso.numero_cnj else "—",
            caso.parte.label,
            caso.origem.label,
        )
        for caso in page.linhas
    )
    head = ("Documento", "Categoria", "Subcategoria", "Processo", "Parte", "Origem")
    st.html(render_tabela("Documentos do gabarito", head, rows))
    st.caption(f"{page.total} de {gabarito.total} documentos, página {page.numero} de {pages}.")
    _show_paginas(page.numero, pages)


def _render_nome(caso: LinhaDoGabarito) -> str:
    return f'<a href="{escape(link_here(doc=caso.sha256))}" target="_self">{escape(caso.nome)}</a>'


def _ask_categoria(gabarito: Gabarito, nomes: dict[str, str]) -> str:
    """The category in the address, or all."""
    classes = [classe for classe, _ in gabarito.classes]
    named = st.query_params.get("categoria", "")
    current = named if named in classes else ""
    options = ["", *classes]
    chosen = st.selectbox(
        "Categoria",
        options,
        index=options.index(current),
        format_func=lambda classe: name_classe(classe, nomes) if classe else "Todas",
        key=f"laboratorio_gabarito_categoria_{gabarito.slug}_{current}",
    )
    if chosen != current:
        go(categoria=chosen or "", pagina="")
    return current


def _show_paginas(page: int, pages: int) -> None:
    if pages < 2:
        return
    with st.container(horizontal=True, gap="small", key="laboratorio_gabarito_paginas"):
        if page > 1 and st.button("Página anterior", icon=":material/chevron_left:"):
            go(pagina=str(page - 1))
        if page < pages and st.button("Próxima página", icon=":material/chevron_right:"):
            go(pagina=str(page + 1))


def _show_caso(usuario: Usuario, gabarito: Gabarito, caso: CasoDoGabarito, nomes: dict[str, str]) -> None:
    back = escape(link_here(doc=""))
    st.html(f'<p><a class="portal-botao" href="{back}" target="_self">Todos os documentos</a></p>')
    st.subheader(escape_markdown(caso.nome), anchor=False)
    facts = (
        name_classe(caso.categoria, nomes),
        caso.subcategoria,
        f"processo {format_numero_cnj(caso.numero_cnj)}" if caso.numero_cnj else "processo desconhecido",
        f"parte: {caso.parte.label.lower()}",
        caso.origem.label,
    )
    st.html(f'<p class="portal-resumo"><span>{escape(" · ".join(fact for fact in facts if fact))}</span></p>')
    st.html(f'<article class="laboratorio-prompt" aria-label="Texto do documento">{escape(caso.texto)}</article>')
    newest = services().gabaritos.get(gabarito.slug).versao
    if gabarito.versao != newest:
        return
    with st.popover("Retirar do gabarito", icon=":material/delete:"):
        st.markdown("O documento sai na próxima versão. As versões anteriores continuam com ele.")
        motivo = st.text_input("Motivo", key=f"laboratorio_gabarito_retirar_{caso.sha256}", max_chars=500)
        if st.button("Retirar este documento", key="laboratorio_gabarito_retirar"):
            _remove(usuario, gabarito, caso, motivo)


def _remove(usuario: Usuario, gabarito: Gabarito, caso: CasoDoGabarito, motivo: str) -> None:
    try:
        saved = services().gabaritos.remove_casos(
            gabarito.slug, {caso.sha256}, viva=gabarito.versao, autor=usuario.login, motivo=motivo
        )
    except PortalError as error:
        show_error(error)
        return
    tell_next(f"O documento saiu do gabarito na versão {saved.versao}.")
    go(doc="", versao="")
