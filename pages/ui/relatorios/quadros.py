"""Numbers side by side with those of the period before, charts with their table under them, and files of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core.exportacao.planilha import CSV, XLSX, Celula, Tabela, render_csv, render_xlsx
from core.relatorios.folhas import Folha
from pages.ui.relatorios.filtro import describe_pergunta
from pages.ui.relatorios.folha import show_folha
from pages.ui.work import show_empty

_TABELA = """
<div class="portal-rolagem" role="group" aria-label="{caption}" tabindex="0"><table class="portal-tabela">
<caption class="portal-so-leitor">{caption}</caption>
<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>
"""
_HEIGHT_PX = 260
_LOCALE = {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["R$ ", ""]}}


@dataclass(frozen=True)
class Quadro:
    """A table and what is drawn of it. ``medida`` is the place of a column; ``is_tempo`` draws a line.

    ``descricao`` says which part of the question the numbers answer; empty, that is all of it. ``links`` lead from each
    line to what is behind it, empty where there is none.
    """

    nome: str
    colunas: tuple[str, ...]
    linhas: tuple[tuple[Celula, ...], ...]
    medida: int = 1
    is_tempo: bool = False
    descricao: str = ""
    links: tuple[str, ...] = ()


def show_cartoes(cartoes: Sequence[tuple[str, float | None, float | None, Callable[[float], str]]]) -> None:
    """Title, value, value of the period before, and how both are written; None where there is nothing to measure."""
    for place, (titulo, agora, antes, write) in zip(st.columns(len(cartoes)), cartoes, strict=True):
        delta = None if agora is None or antes is None else f"antes: {write(antes)}"
        place.metric(titulo, "—" if agora is None else write(agora), delta, delta_color="off", delta_arrow="off")


def show_quadro(quadro: Quadro, formats: Sequence[Callable[[Any], str]], *, key: str) -> None:
    """The chart where there is anything to draw, the table under it, and the table as a file."""
    if not quadro.linhas:
        show_empty("Nada neste período.", "Escolha outro período ou menos filtros.")
        return
    if any(linha[quadro.medida] is not None for linha in quadro.linhas):
        st.vega_lite_chart(_build_spec(quadro), height=_HEIGHT_PX, alt=_describe(quadro))
    st.html(_render(quadro, formats))
    tabela = Tabela(quadro.nome, [(titulo, 18) for titulo in quadro.colunas], quadro.linhas)
    name = quadro.nome.lower().replace(" ", "-")
    sheet, text, page, _rest = st.columns([1, 1, 2, 2])
    for place, label, render, ending, kind in (
        (sheet, "Excel", render_xlsx, "xlsx", XLSX),
        (text, "CSV", render_csv, "csv", CSV),
    ):
        place.download_button(
            label,
            partial(render, tabela),
            f"{name}.{ending}",
            kind,
            key=f"{key}_{ending}",
            icon=":material/download:",
            on_click="ignore",
        )
    with page:
        words = quadro.descricao or describe_pergunta()
        show_folha(Folha(quadro.nome, words, quadro.colunas, _write(quadro, formats)), key=key)


def format_int(value: float | None) -> str:
    """``1.204``."""
    return "—" if value is None else f"{value:,.0f}".replace(",", ".")


def format_brl(value: float | None) -> str:
    """``R$ 1.234,56``."""
    return "—" if value is None else "R$ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def format_percent(value: float | None) -> str:
    """``12%`` of a share."""
    return "—" if value is None else f"{value:.0%}"


def format_decimal(value: float | None) -> str:
    """``4,6``."""
    return "—" if value is None else f"{value:.1f}".replace(".", ",")


def format_seconds(value: float | None) -> str:
    """``1 min 5 s``."""
    if value is None:
        return "—"
    minutes, seconds = divmod(round(value), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _build_spec(quadro: Quadro) -> dict[str, Any]:
    titulo = quadro.colunas[quadro.medida]
    tooltip = [
        {"field": "eixo", "type": "nominal", "title": quadro.colunas[0]},
        {"field": "valor", "type": "quantitative", "title": titulo},
    ]
    values = [{"eixo": linha[0], "valor": linha[quadro.medida]} for linha in quadro.linhas]
    common = {"data": {"values": values}, "config": {"locale": _LOCALE}}
    eixo = {"field": "eixo", "type": "ordinal", "title": None, "sort": None}
    valor = {"field": "valor", "type": "quantitative", "title": titulo}
    if quadro.is_tempo:
        mark: dict[str, Any] = {"type": "line", "point": True, "tooltip": True}
        return {**common, "mark": mark, "encoding": {"x": eixo, "y": valor, "tooltip": tooltip}}
    return {**common, "mark": {"type": "bar", "tooltip": True}, "encoding": {"y": eixo, "x": valor, "tooltip": tooltip}}


def _describe(quadro: Quadro) -> str:
    return f"{quadro.nome}: {quadro.colunas[quadro.medida]} por {quadro.colunas[0]}; os números estão na tabela abaixo."


def _write(quadro: Quadro, formats: Sequence[Callable[[Any], str]]) -> tuple[tuple[str, ...], ...]:
    """The cells as they stand in the table on the screen."""
    return tuple(
        (str(first), *(write(cell) for cell, write in zip(cells, formats, strict=True)))
        for first, *cells in quadro.linhas
    )


def _render(quadro: Quadro, formats: Sequence[Callable[[Any], str]]) -> str:
    head = "".join(f'<th scope="col">{escape(titulo)}</th>' for titulo in quadro.colunas)
    links = quadro.links or ("",) * len(quadro.linhas)
    body = "".join(
        f'<tr><th scope="row">{_link(first, link)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for (first, *cells), link in zip(_write(quadro, formats), links, strict=True)
    )
    return _TABELA.format(caption=escape(quadro.nome), head=head, body=body)


def _link(words: str, address: str) -> str:
    return f'<a href="{escape(address)}" target="_self">{escape(words)}</a>' if address else escape(words)
