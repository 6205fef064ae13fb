"""The list of categories with their codes and how many questions each asks."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.prompts.domain import CategoriaDeDocumento, OrigemDaCategoria
from pages.ui.prompts.enderecos import go, link_here
from pages.ui.runtime import services

_NOMES = ("Categoria", "Códigos do TJMS", "Perguntas", "Usadas em módulos", "Versão")
_LINHA = (
    '<tr><th scope="row"><a href="{link}" target="_self">{nome}</a></th><td>{codigos}</td>'
    '<td class="numero">{perguntas}</td><td class="numero">{usadas}</td><td class="numero">{versao}</td></tr>'
)


def show_lista() -> None:
    """Categories of documents first, then the data that the court itself gives."""
    categorias = services().categorias.list_categorias()
    counts = services().categorias.count_modulos()
    perguntas = sum(len(categoria.variaveis) for categoria in categorias)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="prompts_e_modulos_categorias"):
        st.html(
            f'<p role="status" class="prompts-contagem"><strong>{len(categorias)}</strong> categorias, '
            f"<strong>{perguntas}</strong> perguntas</p>"
        )
        if st.button("Nova categoria", icon=":material/add:", key="prompts_e_modulos_categoria_nova"):
            go(ver="nova")
    ordered = sorted(categorias, key=lambda categoria: categoria.origem is OrigemDaCategoria.TRIBUNAL)
    rows = "".join(_render(categoria, counts) for categoria in ordered)
    head = "".join(f'<th scope="col">{nome}</th>' for nome in _NOMES)
    st.html(
        '<div class="portal-rolagem" tabindex="0">'
        f'<table class="portal-tabela prompts-versoes"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render(categoria: CategoriaDeDocumento, counts: dict[str, int]) -> str:
    usadas = sum(counts[variavel.slug] > 0 for variavel in categoria.variaveis)
    return _LINHA.format(
        link=escape(link_here(categoria=categoria.slug)),
        nome=escape(categoria.nome),
        codigos=describe_codigos(categoria),
        perguntas=len(categoria.variaveis),
        usadas=f"{usadas} de {len(categoria.variaveis)}",
        versao=categoria.versao,
    )


def describe_codigos(categoria: CategoriaDeDocumento) -> str:
    """The codes, or why there are none."""
    if categoria.codigos:
        return ", ".join(str(codigo) for codigo in categoria.codigos)
    is_do_tribunal = categoria.origem is OrigemDaCategoria.TRIBUNAL
    return "dados que o TJMS informa" if is_do_tribunal else "nenhum código próprio"
