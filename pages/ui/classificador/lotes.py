"""The lots of the person and of the unit, newest first, with what each still needs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.classificador.domain import EstadoDoLote, FiltroDeLotes, Lote, PedidoDeLote
from core.classificador.roteamento import is_local
from core.usuarios.domain import Usuario
from pages.ui.classificador.enderecos import BUSCA, PAGINA, ask_choice, ask_text, go, link_to_lote, render_pages
from pages.ui.classificador.rotulos import (
    SINAIS_DO_LOTE,
    describe_andamento,
    describe_corte,
    describe_modelos,
    format_number,
)
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.urls import read_int
from pages.ui.work import show_empty

_LIVE, _CALM = "3s", "15s"
"""While a lot is at work, and while only a colleague may begin one."""

_RITMO = "classificador_lotes_ritmo"
_ARQUIVADOS, _ESTADO = "arquivados", "estado"
_LINHA = """
<li><a href="{link}" target="_self">
  <span class="nome">{nome}<span class="lugar">{lugar}</span></span>
  <span class="portal-estado portal-estado-{sinal}">{estado}</span>
  <span>{andamento}<span class="lugar">{revisar}</span></span>
  <span class="quando">{quando}<span class="lugar">{autor}</span></span>
</a></li>
"""


def show_lotes(usuario: Usuario) -> None:
    """Filters, which the address keeps, and the list, which renews itself."""
    with st.container(key="classificador_filtros"):
        texto, estado, gaveta = st.columns([3, 2, 2], vertical_alignment="bottom")
        ask_text(texto, "Procurar lote", "Palavra do nome, ou de quem pediu")
        ask_choice(estado, _ESTADO, "Situação", list(EstadoDoLote), lambda value: EstadoDoLote(value).label)
        gaveta.toggle(
            "Mostrar arquivados",
            value=_ARQUIVADOS in st.query_params,
            key="classificador_arquivados",
            on_change=_keep_arquivados,
        )
    st.fragment(_show_lista, run_every=_LIVE if st.session_state.get(_RITMO, False) else _CALM)(usuario)


def render_lote(lote: Lote) -> str:
    """One line, a link to the lot."""
    revisar = f"{format_number(lote.contagem.a_revisar)} a revisar" if lote.contagem.a_revisar else ""
    return _LINHA.format(
        link=escape(link_to_lote(lote.id)),
        nome=escape(lote.pedido.nome),
        lugar=escape(_describe_leitura(lote.pedido)),
        sinal=SINAIS_DO_LOTE[lote.estado],
        estado=lote.estado.label,
        andamento=describe_andamento(lote),
        revisar=revisar,
        quando=format_when(lote.criado_em),
        autor=escape(lote.autor),
    )


def _describe_leitura(pedido: PedidoDeLote) -> str:
    """How much of each text goes to Gemini, or which model reads it here, as it was trained to."""
    return describe_modelos(pedido) if is_local(pedido.modelo) else describe_corte(pedido.corte).capitalize()


def _show_lista(usuario: Usuario) -> None:
    with report_errors():
        filtro = FiltroDeLotes(
            st.query_params.get(BUSCA, ""), st.query_params.get(_ESTADO, ""), _ARQUIVADOS in st.query_params
        )
        pagina = services().lotes.list_lotes(usuario, filtro, read_int(PAGINA))
        _keep_pace(is_live=pagina.is_live)
        if not pagina.lotes:
            _show_nothing(has_any=pagina.has_any)
            return
        pages = -(-pagina.total // pagina.tamanho)
        st.html(_render_lista(pagina.lotes, "Lotes") + render_pages(pagina.numero, pages))


def _keep_pace(*, is_live: bool) -> None:
    """Draw the page anew when the list has to renew itself at another pace."""
    if st.session_state.get(_RITMO, False) != is_live:
        st.session_state[_RITMO] = is_live
        st.rerun()


def _render_lista(lotes: Sequence[Lote], label: str) -> str:
    return f'<ul class="portal-lista lote-lotes" aria-label="{label}">{"".join(map(render_lote, lotes))}</ul>'


def _show_nothing(*, has_any: bool) -> None:
    if has_any:
        show_empty("Nenhum lote com esses filtros.", "Apague um filtro ou confira as palavras da busca.")
    elif _ARQUIVADOS in st.query_params:
        show_empty("Nenhum lote arquivado.", "Um lote terminado pode ser arquivado na página dele.")
    else:
        show_empty("Nenhum lote ainda.", "Comece por “Nova classificação”: envie arquivos ou informe processos.")


def _keep_arquivados() -> None:
    go(**{_ARQUIVADOS: "1" if st.session_state["classificador_arquivados"] else "", PAGINA: ""})
