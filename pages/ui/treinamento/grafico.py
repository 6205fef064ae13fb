"""A chart of curves: the sentence that says what it shows, the picture, and the same numbers in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from pages.ui.components import build_component
from pages.ui.laboratorio.rotulos import format_numero, format_percentual, render_tabela

Ponto = tuple[float, float]


@dataclass(frozen=True)
class Eixo:
    """``de`` and ``ate`` bound it; without them the points do. ``inteiro``: only whole numbers are written."""

    nome: str
    de: float | None = None
    ate: float | None = None
    inteiro: bool = False
    percentual: bool = False


@dataclass(frozen=True)
class Curva:
    nome: str
    pontos: Sequence[Ponto]


def show_grafico(key: str, titulo: str, eixos: tuple[Eixo, Eixo], curvas: Sequence[Curva]) -> None:
    """``titulo`` says what was found; ``eixos`` across and up. Curves without points are left out."""
    drawn = [curva for curva in curvas if curva.pontos]
    if not drawn:
        return
    st.markdown(f"**{titulo}**")
    data = {
        "x": asdict(eixos[0]),
        "y": asdict(eixos[1]),
        "curvas": [{"nome": curva.nome, "pontos": [list(ponto) for ponto in curva.pontos]} for curva in drawn],
        "descricao": f"{titulo} Os mesmos números estão na tabela abaixo.",
    }
    build_component("grafico", is_isolated=False)(key=key, data=data)
    with st.expander("Os números do gráfico"):
        st.html(_render_numeros(titulo, eixos, drawn))


def _render_numeros(titulo: str, eixos: tuple[Eixo, Eixo], curvas: Sequence[Curva]) -> str:
    """One row for each place across, one column for each curve."""
    across = sorted({x for curva in curvas for x, _ in curva.pontos})
    values = [dict(curva.pontos) for curva in curvas]
    rows = (
        (_write(x, eixos[0]), *(_write(column[x], eixos[1]) if x in column else "—" for column in values))
        for x in across
    )
    return render_tabela(titulo, (eixos[0].nome, *(curva.nome for curva in curvas)), rows, classe="laboratorio-tabela")


def _write(value: float, eixo: Eixo) -> str:
    if eixo.percentual:
        return format_percentual(value)
    return format_numero(value, 0 if eixo.inteiro else 3)
