"""The lines of a conversation as they are read, each with who said it and when."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from core.pecas.conversa.domain import Conversa, EstadoDaProposta, Mensagem, TipoDeMensagem
from core.pecas.edicao.diferenca import compare_palavras
from pages.ui.dates import format_when
from pages.ui.diferencas import render_diferenca

_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
"""The mark of a heading, which no proposal changes."""

_ATOS = {
    TipoDeMensagem.ACEITE: "aceitou a proposta",
    TipoDeMensagem.RECUSA: "recusou a proposta",
    TipoDeMensagem.DESFEITA: "desfez a mudança",
}


def show_fala(conversa: Conversa, mensagem: Mensagem) -> None:
    """One line; a proposal comes with what it would change, word by word."""
    if mensagem.tipo in _ATOS:
        words = f"{mensagem.autor} {_ATOS[mensagem.tipo]} · versão {mensagem.versao}"
        st.html(f'<p class="conversa-ato">{escape(words)} · {format_when(mensagem.criada_em)}</p>')
        return
    side = "pessoa" if mensagem.tipo is TipoDeMensagem.PEDIDO else "assistente"
    estado = conversa.find_estado(mensagem) if mensagem.is_proposta else None
    st.html(
        f'<div class="conversa-fala conversa-{side}"><p class="quem"><strong>{escape(mensagem.autor)}</strong>'
        f"<span>{format_when(mensagem.criada_em)}</span>{_render_situacao(estado)}</p>"
        f"<p>{escape(_describe(mensagem))}</p>{_render_avisos(mensagem)}</div>"
    )
    troca = mensagem.conteudo.troca
    if troca is not None:
        antes, depois = (_HEADING.sub("", texto) for texto in (troca.antes, troca.depois))
        html = render_diferenca(compare_palavras(antes, depois))
        changes = f'<div class="conversa-diferenca" tabindex="0" role="region" aria-label="O que muda">{html}</div>'
        if estado is EstadoDaProposta.PROPOSTA:
            st.html(changes)
        else:
            with st.expander("O que a proposta mudava"):
                st.html(changes)


def _describe(mensagem: Mensagem) -> str:
    modulo = mensagem.conteudo.modulo
    if mensagem.conteudo.codigo:
        return f"{mensagem.texto} Código para o suporte: {mensagem.conteudo.codigo}."
    if modulo is None:
        return mensagem.texto
    return f"Acrescentar à seção {modulo.secao} o módulo “{modulo.titulo}” da biblioteca. {mensagem.texto}"


def _render_situacao(estado: EstadoDaProposta | None) -> str:
    if estado is None:
        return ""
    return f'<span class="conversa-situacao conversa-{estado.value}">{escape(estado.label)}</span>'


def _render_avisos(mensagem: Mensagem) -> str:
    return "".join(f'<p class="conversa-aviso">{escape(aviso)}</p>' for aviso in mensagem.conteudo.avisos)
