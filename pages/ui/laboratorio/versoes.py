"""The versions of a prompt: who made each and why, what one changed of another, and what its labels went through."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.prompts.instrucoes.domain import DiferencaDeCategorias, VersaoDaInstrucao
from core.usuarios.domain import Usuario
from pages.ui.autores import name_autores
from pages.ui.dates import format_when
from pages.ui.diferencas import render_diferenca
from pages.ui.laboratorio.rotulos import ATOS, link_here, render_estado, render_tabela
from pages.ui.plain import escape_markdown
from pages.ui.runtime import services
from pages.ui.urls import read_int


def show_versoes(_usuario: Usuario, item: VersaoDaInstrucao) -> None:
    """Newest first; two of them compared; then the history of the labels."""
    slug = item.prompt.slug
    versoes = services().instrucoes.list_versoes(slug)
    nomes = name_autores(v.autor for v in versoes)
    rows = (
        (_render_nome(v), _render_uso(v), escape(v.motivo), escape(nomes[v.autor]), format_when(v.criada_em))
        for v in versoes
    )
    st.html(render_tabela("Versões do prompt", ("Versão", "Uso", "Motivo", "Autor", "Quando"), rows))
    if len(versoes) > 1:
        _show_diferenca(slug, versoes)
    _show_registros(slug)


def _render_nome(versao: VersaoDaInstrucao) -> str:
    link = escape(link_here(ver="", versao=versao.prompt.versao))
    return f'<a href="{link}" target="_self">Versão {versao.prompt.versao}</a>'


def _render_uso(versao: VersaoDaInstrucao) -> str:
    if versao.is_producao:
        return render_estado("pronto", "Produção")
    return render_estado("em_andamento", "Candidata") if versao.is_candidata else "—"


def _show_diferenca(slug: str, versoes: tuple[VersaoDaInstrucao, ...]) -> None:
    """From the one in production to the candidate or the newest, unless the address says otherwise."""
    numbers = [v.prompt.versao for v in versoes]
    producao = next((v.prompt.versao for v in versoes if v.is_producao), numbers[-1])
    candidata = next((v.prompt.versao for v in versoes if v.is_candidata), numbers[0])
    de, para = read_int("de", producao), read_int("para", candidata)
    if de == para:
        de = next(number for number in numbers if number != para)
    st.subheader("Diferença", anchor=False)
    left, right = st.columns(2)
    key = f"laboratorio_diferenca_{slug}_{numbers[0]}_{producao}"
    index = {number: place for place, number in enumerate(numbers)}
    de = left.selectbox("Da versão", numbers, index=index.get(de, 0), key=f"{key}_de")
    para = right.selectbox("para a versão", numbers, index=index.get(para, 0), key=f"{key}_para")
    show_comparacao(slug, de, para)


def show_comparacao(slug: str, de: int, para: int) -> None:
    """What one version changed of the other: the text word by word, the categories by name."""
    trechos, categorias = services().instrucoes.compare(slug, de, para)
    st.html(f'<div class="prompts-diferenca"><div class="texto">{render_diferenca(trechos)}</div></div>')
    for words in _describe_categorias(categorias):
        st.markdown(words)


def _describe_categorias(diferenca: DiferencaDeCategorias) -> list[str]:
    parts = (
        ("Categorias que entraram", diferenca.entraram),
        ("Categorias que saíram", diferenca.sairam),
        ("Categorias que mudaram", diferenca.mudaram),
    )
    return [f"**{titulo}:** {', '.join(map(escape_markdown, nomes))}" for titulo, nomes in parts if nomes]


def _show_registros(slug: str) -> None:
    registros = services().instrucoes.list_registros(slug)
    st.subheader("Histórico dos rótulos", anchor=False)
    if not registros:
        st.caption("Nenhuma promoção nem candidata ainda.")
        return
    nomes = name_autores(r.autor for r in registros)
    st.html(
        render_tabela(
            "Histórico dos rótulos",
            ("Quando", "O que foi feito", "Motivo", "Autor"),
            (
                (
                    format_when(r.feito_em),
                    f"{ATOS[r.ato]}: versão {r.versao}" + (f" (antes, a {r.anterior})" if r.anterior else ""),
                    escape(r.motivo),
                    escape(nomes[r.autor]),
                )
                for r in registros
            ),
        )
    )
