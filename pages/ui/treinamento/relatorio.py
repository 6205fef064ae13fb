"""What the portal found in a dataset: the score, the findings with their rows, the labels, the lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from core.bert.dados.domain import AchadoDoDataset, Amostra, Relatorio
from pages.ui.laboratorio.rotulos import format_numero, format_percentual, render_estado, render_tabela

_BOA, _REGULAR = 80, 50
"""Scores from which a dataset is called good, and fair."""

_LETRAS = 280
"""Letters of a text that an example shows."""

ListAmostras = Callable[[Sequence[int]], Sequence[Amostra]]
"""Samples by the numbers of their rows."""


def show_relatorio(relatorio: Relatorio, list_amostras: ListAmostras) -> None:
    """The whole report; ``list_amostras`` is asked only for the finding whose rows somebody wants to see."""
    st.html(render_nota(relatorio))
    _show_achados(relatorio.achados, list_amostras)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Rótulos", anchor=False)
        st.html(_render_rotulos(relatorio.rotulos))
    with right:
        st.subheader("Tamanho dos textos", anchor=False)
        st.html(_render_palavras(relatorio))


def render_nota(relatorio: Relatorio) -> str:
    """The score by number, sign and word, with what can be used."""
    sinal, palavra = describe_nota(relatorio)
    usable = f"{format_numero(relatorio.aproveitadas)} de {format_numero(relatorio.total)} textos servem"
    facts = f"{usable} · {len(relatorio.rotulos)} rótulos · {format_numero(relatorio.familias)} conjuntos independentes"
    return (
        f'<p class="treino-nota" role="status"><span>Nota <strong>{relatorio.nota}</strong> de 100</span>'
        f'{render_estado(sinal, palavra)}<span class="lugar">{facts}</span></p>'
    )


def describe_nota(relatorio: Relatorio) -> tuple[str, str]:
    """The sign and the word of a score."""
    if not relatorio.is_treinavel:
        return "impede", "Ainda não dá para treinar"
    if relatorio.nota >= _BOA:
        return "pronto", "Boa base"
    return ("alerta", "Base regular") if relatorio.nota >= _REGULAR else ("alerta", "Base fraca")


def _show_achados(achados: Sequence[AchadoDoDataset], list_amostras: ListAmostras) -> None:
    if not achados:
        st.html(f"<p>{render_estado('pronto', 'Nada a corrigir.')}</p>")
        return
    items = "".join(
        f"<li>{render_estado(achado.gravidade.value, achado.gravidade.label)}<span>{escape(achado.texto)}</span></li>"
        for achado in achados
    )
    st.html(f'<ul class="treino-achados" aria-label="O que o portal achou">{items}</ul>')
    shown = [achado for achado in achados if achado.linhas]
    if not shown:
        return
    chosen = st.selectbox(
        "Ver textos de um achado",
        shown,
        index=None,
        format_func=lambda achado: achado.texto.split(".")[0],
        placeholder="Escolha o achado",
        key="treinamento_bert_achado",
    )
    if chosen is not None:
        st.html(render_amostras("Textos do achado", list_amostras(chosen.linhas)))


def render_amostras(legenda: str, amostras: Sequence[Amostra]) -> str:
    """Rows of the file as a table, each text from its beginning."""
    rows = (
        (
            format_numero(amostra.linha),
            escape(amostra.rotulo) or "sem rótulo",
            f'<p class="treino-celula">{escape(cut_texto(amostra.texto)) or "sem texto"}</p>',
        )
        for amostra in amostras
    )
    return render_tabela(legenda, ("Linha", "Rótulo", "Texto"), rows, classe="laboratorio-tabela")


def cut_texto(texto: str, letras: int = _LETRAS) -> str:
    return texto if len(texto) <= letras else f"{texto[:letras].rstrip()}…"


def _render_rotulos(rotulos: Mapping[str, int]) -> str:
    total = sum(rotulos.values()) or 1
    rows = (
        (
            escape(rotulo),
            format_numero(count),
            f'<span class="laboratorio-barra" style="width:{8 * count / total:.2f}rem" aria-hidden="true"></span> '
            + format_percentual(count / total),
        )
        for rotulo, count in rotulos.items()
    )
    return render_tabela("Textos por rótulo", ("Rótulo", "Textos", "Parte do total"), rows)


def _render_palavras(relatorio: Relatorio) -> str:
    p50, p90, p99 = relatorio.palavras
    rows = (
        ("Metade dos textos", f"até {format_numero(p50)} palavras"),
        ("Nove em cada dez", f"até {format_numero(p90)} palavras"),
        ("Quase todos (99%)", f"até {format_numero(p99)} palavras"),
    )
    return render_tabela("Palavras por texto", ("Parte", "Tamanho"), rows)
