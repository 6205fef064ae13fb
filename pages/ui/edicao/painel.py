"""Beside the text: evidence, versions and the conversation, one at a time; the address says which."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.conferencia.domain import Conferencia, Cor
from core.pecas.domain import Geracao
from core.pecas.edicao.domain import Edicao
from core.pecas.etapas import NomeDaEtapa
from core.usuarios.domain import Usuario
from pages.ui.conversa.painel import show_conversa
from pages.ui.edicao.versoes import show_versoes
from pages.ui.errors import report_errors
from pages.ui.evidencias import show_evidencias
from pages.ui.fonte import show_fonte
from pages.ui.leitor import mount_leitor
from pages.ui.pecas.barra import follow_estado
from pages.ui.urls import link_to_etapa

PAINEL = "painel"
"""Part of the address: what stands beside the text."""

SECAO = "conversa"
"""Part of the address: the section that the conversation is about."""

ACHADO = "item"
"""Part of the address: the finding whose source stands beside the text; the Conferência knows it by the same name."""

_KEY = "edicao_painel"
_SECAO = "edicao_conversa_secao"
_EVIDENCIAS, _CONVERSA, _VERSOES = "Evidências", "Conversa", "Versões"
_SLUGS = {_EVIDENCIAS: "evidencias", _CONVERSA: "conversa", _VERSOES: "versoes"}
_SIGNS = {Cor.VERMELHO: "✖", Cor.AMARELO: "!", Cor.VERDE: "✔"}


def show_painel(usuario: Usuario, geracao: Geracao, edicao: Edicao, conferencia: Conferencia) -> None:
    follow_estado(geracao)
    _show_contagem(geracao, conferencia)
    named = st.query_params.get(PAINEL, "")
    default = next((name for name, slug in _SLUGS.items() if slug == named), _EVIDENCIAS)
    chosen = st.segmented_control(
        "Ao lado do texto",
        list(_SLUGS),
        default=default,
        key=_KEY,
        label_visibility="collapsed",
        on_change=_note_painel,
    )
    if chosen == _VERSOES:
        show_versoes(usuario, edicao)
    elif chosen == _CONVERSA and not edicao.is_final:
        _show_conversa(usuario, geracao, edicao)
    elif chosen == _CONVERSA:
        st.caption("A peça é final e não muda mais.")
    else:
        _show_achado(geracao, conferencia)
        show_evidencias(geracao)


def open_achado(chave: str) -> None:
    """In a callback, before the panel is drawn: the source of a mark in the text."""
    st.session_state[_KEY] = _EVIDENCIAS
    st.query_params[PAINEL], st.query_params[ACHADO] = _SLUGS[_EVIDENCIAS], chave


def open_conversa(secao: str) -> None:
    """In a callback, before the panel is drawn: the conversation about that section."""
    st.session_state[_KEY], st.session_state[_SECAO] = _CONVERSA, secao
    st.query_params[PAINEL] = _SLUGS[_CONVERSA]


def _show_conversa(usuario: Usuario, geracao: Geracao, edicao: Edicao) -> None:
    titulos = {secao.chave: secao.titulo or "Início da peça" for secao in edicao.secoes}
    if not titulos:
        return
    if st.session_state.get(_SECAO) not in titulos:
        named = st.query_params.get(SECAO, "")
        st.session_state[_SECAO] = named if named in titulos else next(iter(titulos))
    secao = st.selectbox("Seção", list(titulos), format_func=titulos.__getitem__, key=_SECAO)
    st.query_params[SECAO] = secao
    show_conversa(usuario, geracao, secao)


def _show_achado(geracao: Geracao, conferencia: Conferencia) -> None:
    """What the mark stands on that was clicked last, with its words lit."""
    chave = st.query_params.get(ACHADO, "")
    item = next((item for item in conferencia.itens if item.chave == chave), None)
    if item is None or item.evidencia is None:
        return
    mount_leitor()  # a picture of a page that is late is asked for again
    with st.container(key="edicao_fonte"):
        st.button("Fechar a fonte", icon=":material/close:", type="tertiary", on_click=_close_achado)
        with report_errors():
            show_fonte(item.evidencia, geracao.pedido.numero_cnj)


def _close_achado() -> None:
    st.query_params.pop(ACHADO, None)


def _note_painel() -> None:
    slug = _SLUGS.get(st.session_state.get(_KEY) or _EVIDENCIAS, "")
    st.query_params[PAINEL] = slug


def _show_contagem(geracao: Geracao, conferencia: Conferencia) -> None:
    """What the check says of the text as it is now, in words, with the way to the step."""
    if not conferencia.itens:
        return
    counts = " · ".join(
        f'<span class="edicao-conta">{sign} {escape(cor.label)}: {conferencia.count(cor)}</span>'
        for cor, sign in _SIGNS.items()
        if conferencia.count(cor)
    )
    address = escape(link_to_etapa(geracao.id, NomeDaEtapa.CONFERENCIA))
    st.html(
        f'<p class="edicao-resumo" role="status">{counts} · '
        f'<a href="{address}" target="_self">Abrir a Conferência</a></p>'
    )
