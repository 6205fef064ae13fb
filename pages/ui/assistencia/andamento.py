"""The movements of a case as a timeline, newest first, each with the way to its document."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from core.processos.autos.domain import Autos
from core.processos.domain import Movimento
from core.processos.ordem import sort_movimentos
from core.usuarios.domain import Usuario
from pages.ui.dates import format_day
from pages.ui.leitor import render_vai
from pages.ui.work import show_empty

_MOST = 60
"""Movements that are shown at once."""


def show_andamento(usuario: Usuario, autos: Autos) -> None:
    del usuario
    movimentos = sort_movimentos(autos.processo.movimentos)[::-1]
    if not movimentos:
        show_empty("O TJMS não informou movimentações deste processo.", "Atualize mais tarde ou confira nos autos.")
        return
    count = "1 movimentação" if len(movimentos) == 1 else f"{len(movimentos)} movimentações"
    st.subheader(count, anchor=False)
    st.html(_render_anos(autos, movimentos[:_MOST]))
    if movimentos[_MOST:]:
        with st.expander(f"Mostrar as {len(movimentos) - _MOST} anteriores"):
            st.html(_render_anos(autos, movimentos[_MOST:]))


def _render_anos(autos: Autos, movimentos: Sequence[Movimento]) -> str:
    """One list for each year."""
    parts = []
    for ano, own in groupby(movimentos, key=lambda one: str(one.data_hora.year) if one.data_hora else "Sem data"):
        items = "".join(_render(autos, movimento) for movimento in own)
        parts.append(f'<h4>{ano}</h4><ol class="assistencia-linha" aria-label="Movimentações de {ano}">{items}</ol>')
    return "".join(parts)


def _render(autos: Autos, movimento: Movimento) -> str:
    more = [texto for texto in movimento.complementos if texto != movimento.descricao]
    detalhe = f'<span class="lugar">{escape(" · ".join(more))}</span>' if more else ""
    documento = autos.find(movimento.id_documento) if movimento.id_documento else None
    link = ""
    if documento is not None and not documento.is_sigiloso:
        address = render_vai(autos.processo.numero_cnj, documento.id_documento, 1)
        link = f"<a {address}>{escape(documento.titulo)} ({escape(documento.lugar)})</a>"
    elif documento is not None:
        link = f'<span class="lugar">{escape(documento.titulo)}, sigiloso</span>'
    return (
        f'<li><span class="data">{format_day(movimento.data_hora)}</span>'
        f'<span class="nome">{escape(movimento.descricao) or "Movimentação sem descrição"}{detalhe}{link}</span></li>'
    )
