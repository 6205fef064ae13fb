"""One prompt: what it says, its versions, its tests and its labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from core.prompts.domain import CategoriaDeClassificacao, Subsistema
from core.prompts.instrucoes.domain import VersaoDaInstrucao
from core.prompts.lugares import list_places
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor
from pages.ui.dates import format_when
from pages.ui.laboratorio.avaliacao import show_avaliacao
from pages.ui.laboratorio.editor import edit_instrucao
from pages.ui.laboratorio.promocao import show_rotulos
from pages.ui.laboratorio.rotulos import SUBSISTEMAS, link_here, render_estado, render_tabela
from pages.ui.laboratorio.teste import show_teste
from pages.ui.laboratorio.versoes import show_versoes
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.urls import read_int

_VISOES: Mapping[str, str] = {
    "": "O que diz",
    "versoes": "Versões e diferença",
    "teste": "Teste rápido",
    "avaliacao": "Avaliação",
}
_MOSTRAR: Mapping[str, Callable[[Usuario, VersaoDaInstrucao], None]] = {
    "versoes": show_versoes,
    "teste": show_teste,
    "avaliacao": show_avaliacao,
}
_FECHAR = dict.fromkeys(("prompt", "ver", "versao", "de", "para", "rodada", "base", "ensaio"), "")


def show_instrucao(usuario: Usuario, slug: str) -> None:
    """The view that the address names (``?ver=``), of the version in production or that of ``?versao=``."""
    ver = st.query_params.get("ver", "")
    item = services().instrucoes.get(slug, read_int("versao", 0) or None)
    st.html(f'<p><a class="portal-botao" href="{escape(link_here(**_FECHAR))}" target="_self">Todos os prompts</a></p>')
    st.header(item.prompt.nome, anchor=False)
    if ver == "editar":
        edit_instrucao(usuario, item)
        return
    show_rotulos(usuario, slug, is_short=ver == "teste")
    _choose_visao(item, ver)
    if ver in _MOSTRAR:
        _MOSTRAR[ver](usuario, item)
    else:
        _show_texto(item)


def _choose_visao(item: VersaoDaInstrucao, ver: str) -> None:
    is_classificador = item.prompt.subsistema is Subsistema.CLASSIFICADOR
    visoes = {slug: nome for slug, nome in _VISOES.items() if slug != "avaliacao" or is_classificador}
    current = ver if ver in visoes else ""
    chosen = st.segmented_control(
        "Visão do prompt",
        list(visoes),
        default=current,
        required=True,
        format_func=visoes.__getitem__,
        label_visibility="collapsed",
        key=f"laboratorio_visao_{item.prompt.slug}_{current}",
    )
    if chosen is not None and chosen != current:
        go(ver=chosen, versao="", de="", para="", rodada="", base="")


def _show_texto(item: VersaoDaInstrucao) -> None:
    prompt = item.prompt
    facts = (
        SUBSISTEMAS[prompt.subsistema],
        f"versão {prompt.versao}, de {name_autor(item.autor)}, {format_when(item.criada_em)}",
        item.motivo,
    )
    sinal, uso = ("pronto", "Em produção") if item.is_producao else ("historico", "Fora de produção")
    if item.is_candidata:
        sinal, uso = "em_andamento", "Candidata"
    st.html(
        f'<p class="portal-resumo">{render_estado(sinal, uso)}'
        f"<span>{escape(' · '.join(fact for fact in facts if fact))}</span></p>"
    )
    if st.button("Editar a partir desta versão", type="primary", icon=":material/edit:", key="laboratorio_editar"):
        go(ver="editar", versao=str(prompt.versao))
    places = list_places(prompt.texto)
    if places:
        names = ", ".join(f"`{{{{{name}}}}}`" for name in places)
        st.caption(f"Lugares que o portal preenche: {names}")
    st.html(f'<article class="laboratorio-prompt" aria-label="Texto do prompt">{escape(prompt.texto)}</article>')
    if prompt.categorias:
        st.subheader(f"Categorias ({len(prompt.categorias)})", anchor=False)
        st.html(render_categorias(prompt.categorias))


def render_categorias(categorias: tuple[CategoriaDeClassificacao, ...]) -> str:
    """Name, when it applies, what it is divided into, and whether it is protected."""
    return render_tabela(
        "Categorias do prompt",
        ("Categoria", "Quando se aplica", "Subcategorias", "Proteção"),
        (
            (
                f'{escape(categoria.nome)}<span class="lugar">{escape(categoria.slug)}</span>',
                escape(categoria.descricao),
                escape("; ".join(categoria.subcategorias)) or "—",
                render_estado("aguardando_voce", "Protegida") if categoria.is_protegida else "—",
            )
            for categoria in categorias
        ),
    )
