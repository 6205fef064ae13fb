"""Another person's peça: its text and its files, and nothing to change."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from uuid import UUID

import streamlit as st

from core.exportacao.domain import Formato
from core.exportacao.html import render_html
from core.pecas.leitura import PecaAlheia, PecaRecebida
from core.pecas.revisao.domain import EstadoDaPeca
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.frame import TITLE
from pages.ui.runtime import services
from pages.ui.urls import read_int

_VISTAS = "gerador_de_pecas_alheias_vistas"
_UNIDADE = "unidade"
"""In the address: how many times twenty peças of the unit are shown."""

_POR_VEZ, _MAX_PAGINAS = 20, 25
_LINHA = (
    '<li><a href="/gerador_de_pecas?geracao={id}" target="_self"><span class="tipo">{titulo}</span>'
    '<span class="numero">de {dono}</span><span class="quando">{quando}</span></a></li>'
)


def show_alheia(usuario: Usuario, geracao_id: UUID, alheia: PecaAlheia) -> None:
    """The newest version that its owner kept; that it was opened is on record, once for each visit."""
    vistas: set[UUID] = st.session_state.setdefault(_VISTAS, set())
    if geracao_id not in vistas:
        services().leituras_de_pecas.note_leitura(alheia, usuario)
        vistas.add(geracao_id)
    peca = alheia.peca
    st.set_page_config(page_title=f"{alheia.titulo} · {TITLE}")
    st.title(alheia.titulo, anchor=False)
    estado = services().revisao.list_estados([geracao_id]).get(geracao_id, EstadoDaPeca.RASCUNHO)
    st.html(
        f'<p class="portal-resultado"><span class="portal-estado portal-passo-{estado.value}">{estado.label}</span> '
        f"<span>versão {peca.versao.numero}, de {format_when(peca.versao.criada_em)}</span></p>"
    )
    st.info(
        f"Peça de {alheia.dono} · {alheia.relacao.label.lower()}. Você pode ler e baixar; só quem a pediu a muda. "
        "A leitura fica registrada.",
        icon=":material/visibility:",
    )
    links = "".join(
        f'<a class="portal-botao" href="/baixar/{peca.id}?formato={formato}" download>Baixar em {formato.label}</a>'
        for formato in (Formato.DOCX, Formato.PDF)
    )
    voltar = '<a class="portal-botao" href="/gerador_de_pecas" target="_self">Suas peças</a>'
    st.html(f'<div class="portal-acoes">{links}{voltar}</div>')
    st.html(f'<article class="portal-minuta" aria-label="Minuta">{render_html(peca.versao.texto)}</article>')


def show_recebidas(usuario: Usuario) -> None:
    """What others shared with the person; nothing at all while nobody did."""
    recebidas = services().leituras_de_pecas.list_recebidas(usuario)
    if not recebidas:
        return
    st.header("Compartilhadas com você", anchor=False)
    _show_lista("Compartilhadas com você", recebidas)


def show_da_unidade(usuario: Usuario) -> None:
    """Peças of the others of the person's unit, twenty more at each press; nothing at all where there is none."""
    wanted = max(1, min(read_int(_UNIDADE), _MAX_PAGINAS)) * _POR_VEZ
    found = services().leituras_de_pecas.list_da_unidade(usuario, limit=wanted + 1)
    if not found:
        return
    st.header("Da sua unidade", anchor=False)
    st.caption("Quem é da mesma unidade lê e baixa; só quem pediu a peça a muda. A leitura fica registrada.")
    _show_lista("Da sua unidade", found[:wanted])
    is_more = len(found) > wanted and wanted < _MAX_PAGINAS * _POR_VEZ
    if is_more and st.button("Mostrar mais", icon=":material/expand_more:", key="gerador_de_pecas_unidade_mais"):
        st.query_params[_UNIDADE] = str(wanted // _POR_VEZ + 1)
        st.rerun()


def _show_lista(label: str, recebidas: Sequence[PecaRecebida]) -> None:
    lines = "".join(
        _LINHA.format(
            id=one.geracao_id,
            titulo=escape(one.titulo),
            dono=escape(one.dono),
            quando=format_when(one.recebida_em),
        )
        for one in recebidas
    )
    st.html(f'<ul class="portal-lista" aria-label="{label}">{lines}</ul>')
