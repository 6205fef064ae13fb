"""The golden sets: what is known to be right, in versions that never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from core.classificador.gabarito.domain import Gabarito
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autor, name_autores
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.laboratorio.gabarito_casos import show_casos
from pages.ui.laboratorio.gabarito_correcoes import show_correcoes
from pages.ui.laboratorio.gabarito_importar import create_gabarito, show_importar
from pages.ui.laboratorio.matriz import name_classe
from pages.ui.laboratorio.rotulos import (
    format_numero,
    format_percentual,
    link_here,
    name_categorias,
    render_tabela,
    show_notice,
)
from pages.ui.prompts.enderecos import go
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_VISOES: Mapping[str, str] = {
    "": "Categorias",
    "casos": "Documentos",
    "correcoes": "Correções a revisar",
    "importar": "Acrescentar de arquivo",
    "historico": "Versões",
}
_LINHA = """
<li><a href="{link}" target="_self"><span class="nome">{nome}<span class="lugar">{prompt}</span></span>
<span>{documentos}</span><span>{categorias}</span><span class="quando">versão {versao}, {quando}</span></a></li>
"""
_RASA = 0.05
"""Share of the documents below which a category is said to have too few."""


def show_gabarito(usuario: Usuario) -> None:
    """The list, one of them (``?gabarito=``), or a new one (``?ver=novo``)."""
    show_notice()
    slug, ver = st.query_params.get("gabarito", ""), st.query_params.get("ver", "")
    if ver == "novo":
        create_gabarito(usuario)
    elif slug:
        _show_um(usuario, services().gabaritos.get(slug, read_int("versao", 0) or None), ver)
    else:
        _show_lista()


def _show_lista() -> None:
    gabaritos = services().gabaritos.list_gabaritos()
    st.write(
        "Um gabarito guarda documentos com a categoria certa, conferida por uma pessoa. Com ele se mede um prompt "
        "antes de promovê-lo. Documentos do mesmo processo ficam sempre na mesma parte, treino ou teste."
    )
    if st.button("Novo gabarito", type="primary", icon=":material/add:", key="laboratorio_gabarito_novo"):
        go(ver="novo")
    if not gabaritos:
        show_empty("Nenhum gabarito ainda.", "Comece com uma planilha de documentos já classificados.")
        return
    nomes = {linha.slug: linha.nome for linha in services().instrucoes.list_instrucoes()}
    items = "".join(
        _LINHA.format(
            link=escape(link_here(gabarito=one.slug)),
            nome=escape(one.nome),
            prompt=escape(nomes.get(one.prompt_slug, one.prompt_slug)),
            documentos=_count(one.total, "documento", "documentos"),
            categorias=_count(len(one.classes), "categoria", "categorias"),
            versao=one.versao,
            quando=format_when(one.criado_em),
        )
        for one in gabaritos
    )
    st.html(f'<ul class="portal-lista prompts-modulos laboratorio-lista" aria-label="Gabaritos">{items}</ul>')


def _show_um(usuario: Usuario, gabarito: Gabarito, ver: str) -> None:
    back = link_here(gabarito="", ver="", versao="", doc="", pagina="", categoria="")
    st.html(f'<p><a class="portal-botao" href="{escape(back)}" target="_self">Todos os gabaritos</a></p>')
    st.header(gabarito.nome, anchor=False)
    facts = (
        f"Versão {gabarito.versao}",
        _count(gabarito.total, "documento", "documentos"),
        _count(gabarito.processos, "processo", "processos"),
        f"de {name_autor(gabarito.autor)}, {format_when(gabarito.criado_em)}",
        f"conteúdo {gabarito.sha256[:12]}",
    )
    st.html(f'<p class="portal-resumo"><span>{escape(" · ".join(facts))}</span></p>')
    current = ver if ver in _VISOES else ""
    chosen = st.segmented_control(
        "Visão do gabarito",
        list(_VISOES),
        default=current,
        required=True,
        format_func=_VISOES.__getitem__,
        label_visibility="collapsed",
        key=f"laboratorio_gabarito_visao_{gabarito.slug}_{current}",
    )
    if chosen is not None and chosen != current:
        go(ver=chosen, doc="", pagina="", categoria="")
    views: Mapping[str, Callable[[Usuario, Gabarito], None]] = {
        "": _show_classes,
        "casos": show_casos,
        "correcoes": show_correcoes,
        "importar": show_importar,
        "historico": _show_versoes,
    }
    with report_errors():
        views[current](usuario, gabarito)


def _show_classes(_usuario: Usuario, gabarito: Gabarito) -> None:
    """How the documents are spread over the categories, and the way to the training."""
    nomes = name_categorias(gabarito.prompt_slug)
    rows = (
        (
            escape(name_classe(classe, nomes)),
            format_numero(count),
            _render_barra(count / gabarito.total),
            "poucos documentos" if count / gabarito.total < _RASA else "—",
        )
        for classe, count in gabarito.classes
    )
    st.html(render_tabela("Documentos por categoria", ("Categoria", "Documentos", "Parte do total", "Aviso"), rows))
    st.download_button(
        "Baixar para o treinamento",
        lambda: services().gabaritos.export_treino(gabarito.slug, gabarito.versao).conteudo,
        f"{gabarito.slug}-v{gabarito.versao}-{gabarito.sha256[:12]}.csv",
        "text/csv",
        icon=":material/download:",
        help="Os documentos desta versão com a parte de cada um: treino, validação ou teste.",
        on_click="ignore",
    )


def _render_barra(parte: float) -> str:
    bar = f'<span class="laboratorio-barra" style="width:{8 * parte:.2f}rem" aria-hidden="true"></span>'
    return f"{bar} {format_percentual(parte)}"


def _show_versoes(_usuario: Usuario, gabarito: Gabarito) -> None:
    versoes = services().gabaritos.list_versoes(gabarito.slug)
    autores = name_autores(one.autor for one in versoes)
    rows = (
        (
            _render_versao(one),
            format_numero(one.total),
            escape(one.motivo),
            escape(autores[one.autor]),
            format_when(one.criado_em),
            escape(one.sha256[:12]),
        )
        for one in versoes
    )
    head = ("Versão", "Documentos", "Motivo", "Autor", "Quando", "Conteúdo")
    st.html(render_tabela("Versões do gabarito", head, rows))


def _render_versao(gabarito: Gabarito) -> str:
    link = escape(link_here(versao=gabarito.versao, ver=""))
    return f'<a href="{link}" target="_self">Versão {gabarito.versao}</a>'


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{format_numero(number)} {many}"
