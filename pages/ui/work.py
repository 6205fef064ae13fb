"""Lists of a person's work: what runs and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.events import Estado
from core.pecas.domain import ItemDoHistorico
from core.pecas.espera import describe_lugar
from core.pecas.revisao.domain import EstadoDaPeca
from core.processos.chave import describe_autos
from pages.ui.dates import format_when
from pages.ui.runtime import services

_ITEM = """
<li><a href="/gerador_de_pecas?geracao={id}" target="_self">
  <span class="tipo">{tipo}</span>
  <span class="numero">{numero}<span class="assunto">{assunto}</span></span>
  <span class="estados"><span class="portal-estado portal-estado-{estado}">{rotulo}</span>{avanco}</span>
  <span class="quando">{quando}</span>
</a></li>
"""


def show_work(itens: Sequence[ItemDoHistorico], *, label: str) -> None:
    """One line per geração, each a link to it; its state and its peça's by sign and word, never by colour alone."""
    pecas = services().revisao.list_estados([item.geracao_id for item in itens if item.estado.is_final])
    lines = "".join(
        _ITEM.format(
            id=item.geracao_id,
            tipo=escape(item.tipo_de_peca.label),
            numero=describe_autos(item.numero_cnj),
            assunto=escape(item.assunto),
            estado=item.estado.value,
            rotulo=escape(_label(item)),
            avanco=_render_peca(pecas.get(item.geracao_id)),
            quando=format_when(item.criada_em),
        )
        for item in itens
    )
    st.html(f'<ul class="portal-lista" aria-label="{escape(label)}">{lines}</ul>')


def _label(item: ItemDoHistorico) -> str:
    """The state, or place and expected start while it waits."""
    lugar = services().fila.find(item.geracao_id) if item.estado is Estado.NA_FILA else None
    return item.estado.label if lugar is None else describe_lugar(lugar.posicao, lugar.espera_s)


def _render_peca(estado: EstadoDaPeca | None) -> str:
    """How far the peça is on its way to the final text; nothing where there is none."""
    if estado is None:
        return ""
    return f'<span class="portal-estado portal-passo-{estado.value}">{estado.label}</span>'


def show_empty(text: str, advice: str) -> None:
    """What stands where a list would be."""
    st.html(f'<div class="portal-vazio"><p><strong>{escape(text)}</strong></p><p>{escape(advice)}</p></div>')
