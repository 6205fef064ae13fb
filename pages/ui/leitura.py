"""Another person's peça: its text and its files, and nothing to change."""

from __future__ import annotations

from html import escape
from uuid import UUID

import streamlit as st

from core.exportacao.domain import Formato
from core.exportacao.html import render_html
from core.pecas.leitura import PecaAlheia
from core.pecas.revisao.domain import EstadoDaPeca
from core.usuarios.domain import Usuario
from pages.ui.dates import format_when
from pages.ui.frame import TITLE
from pages.ui.runtime import services

_VISTAS = "gerador_de_pecas_alheias_vistas"
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
    lines = "".join(
        _LINHA.format(
            id=one.geracao_id,
            titulo=escape(one.titulo),
            dono=escape(one.dono),
            quando=format_when(one.recebida_em),
        )
        for one in recebidas
    )
    st.html(f'<ul class="portal-lista" aria-label="Compartilhadas com você">{lines}</ul>')
