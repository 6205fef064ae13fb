"""A geração that ended: the minuta at left, what it stands on at right."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.errors import EmptyProcessoError, ProcessoNotFoundError, ProcessoSigilosoError
from core.events import Estado
from core.exportacao.html import render_html
from core.pecas.domain import TIPOS_PREPARADOS, Geracao
from core.processos.chave import is_envio
from core.usuarios.domain import Usuario
from pages.ui.dates import format_duration, format_when
from pages.ui.edicao.tela import show_edicao
from pages.ui.errors import report_errors
from pages.ui.evidencias import show_avisos, show_evidencias
from pages.ui.geracao import forget_stopping
from pages.ui.runtime import services

_WIDTHS = [5, 3]
"""Text and evidence; ``acompanhamento.css`` has the same, so that the text does not move when the writing ends."""

_HOPELESS = (ProcessoNotFoundError.code, ProcessoSigilosoError.code, EmptyProcessoError.code)
"""Failures that the same request would meet again."""


def show_minuta(usuario: Usuario, geracao: Geracao) -> None:
    """The step of a geração that ended with a peça: its text is edited and checked here."""
    _show_head(geracao)
    if geracao.peca_id is not None:
        show_edicao(usuario, geracao, geracao.peca_id)


def show_parada(geracao: Geracao) -> None:
    """A geração that failed or was stopped before its peça was there; it can be taken up again."""
    _show_head(geracao)
    if not geracao.texto:
        show_avisos(geracao.avisos)
        return
    text, evidence = st.columns(_WIDTHS, gap="medium")
    with text:
        st.html(f'<article class="portal-minuta" aria-label="Minuta">{render_html(geracao.texto)}</article>')
    with evidence.container(key="gerador_de_pecas_evidencias"):
        show_evidencias(geracao)


def _show_head(geracao: Geracao) -> None:
    """State and actions."""
    forget_stopping(geracao)
    _show_state(geracao)
    _show_actions(geracao)


def _show_state(geracao: Geracao) -> None:
    """The line that gets the focus when the work ends."""
    facts = [format_when(geracao.terminada_em or geracao.criada_em)]
    if geracao.iniciada_em and geracao.terminada_em:
        facts.append(f"feita em {format_duration(geracao.terminada_em - geracao.iniciada_em)}")
    st.html(
        f'<p class="portal-resultado"><span class="portal-estado portal-estado-{geracao.estado.value}">'
        f"{escape(geracao.estado.label)}</span> <span>{' · '.join(facts)}</span></p>"
    )
    if geracao.erro_mensagem:
        st.error(
            f"{geracao.erro_mensagem}\n\nCódigo para o suporte: **{geracao.erro_codigo}**", icon=":material/error:"
        )
    if geracao.estado is Estado.CANCELADO:
        st.info("A geração foi parada a pedido. O que já estava feito foi mantido.", icon=":material/stop_circle:")


def _show_actions(geracao: Geracao) -> None:
    can_resume, has_asked = _can_resume(geracao), False
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gerador_de_pecas_acoes"):
        if can_resume:
            label = "Continuar a redação" if geracao.texto else "Tentar de novo"
            has_asked = st.button(label, icon=":material/play_arrow:", type="primary")
        st.html(f'<div class="portal-acoes">{_render_links(geracao, can_resume=can_resume)}</div>', width="content")
    if has_asked:
        _resume(geracao)


def _render_links(geracao: Geracao, *, can_resume: bool) -> str:
    links = ""
    if geracao.peca_id is not None:
        main = "" if can_resume else " portal-botao-principal"
        links = f'<a class="portal-botao{main}" href="/baixar/{geracao.peca_id}" download>Baixar em Word</a>'
    if geracao.texto:
        links += '<button type="button" class="portal-botao portal-copiar">Copiar texto</button>'
    if geracao.pedido.tipo_de_peca in TIPOS_PREPARADOS:
        return links
    if is_envio(geracao.pedido.numero_cnj):
        address = f"/gerador_de_pecas?envio={geracao.pedido.numero_cnj}"
        links += f'<a class="portal-botao" href="{address}" target="_self">Nova peça com estes arquivos</a>'
    return links + '<a class="portal-botao" href="/gerador_de_pecas" target="_self">Nova peça</a>'


def _can_resume(geracao: Geracao) -> bool:
    return geracao.erro_codigo not in _HOPELESS and services().pecas.can_resume(geracao)


def _resume(geracao: Geracao) -> None:
    """In the run, not in a callback: what goes wrong is said here, and the minuta stays under it."""
    with report_errors():
        services().pecas.resume_geracao(geracao.id, geracao.usuario_id)
        st.rerun()
