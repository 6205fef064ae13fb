"""Numbers side by side with those of the period before, charts with their table under them, and files of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    """A table and what is drawn of it. ``eixo`` and ``medida`` are places of columns; ``is_tempo`` draws a line."""

    nome: str
    colunas: tuple[str, ...]
    linhas: tuple[tuple[Celula, ...], ...]
    medida: int = 1
    is_tempo: bool = False


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
    sheet.download_button(
        "Excel", lambda: render_xlsx(tabela), f"{name}.xlsx", XLSX, key=f"{key}_xlsx", icon=":material/download:"
    )
    text.download_button(
        "CSV", lambda: render_csv(tabela), f"{name}.csv", CSV, key=f"{key}_csv", icon=":material/download:"
    )
    with page:
        show_folha(Folha(quadro.nome, describe_pergunta(), quadro.colunas, _write(quadro, formats)), key=key)


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
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for first, *cells in _write(quadro, formats)
    )
    return _TABELA.format(caption=escape(quadro.nome), head=head, body=body)
