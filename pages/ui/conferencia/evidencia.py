"""The finding that is open: what it says, the place it stands on with its words lit, and what a person may decide."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.conferencia.domain import Cor, ItemDaConferencia, TipoDeItem
from core.pecas.domain import Geracao
from core.pecas.edicao.secoes import split_secoes
from core.pecas.etapas import NomeDaEtapa
from core.pecas.revisao.domain import MIN_MOTIVO, Revisao
from pages.ui.conferencia.gestos import ask
from pages.ui.conferencia.itens import render_cor
from pages.ui.dates import format_when
from pages.ui.errors import report_errors
from pages.ui.fonte import show_fonte
from pages.ui.urls import link_to_etapa

_SO_NO_TEXTO = "Este apontamento não pode ser aceito: corrija no texto."
_SO_NA_BASE = (
    "Este apontamento não pode ser aceito: retire a citação do texto ou peça à curadoria de módulos que a inclua na "
    "base aprovada. Incluída a citação, a conferência a reconhece sem mais nada a fazer aqui."
)


def show_item(item: ItemDaConferencia, revisao: Revisao, geracao: Geracao) -> None:
    quote = f'<blockquote class="conf-citado" tabindex="0">{escape(item.trecho)}</blockquote>' if item.trecho else ""
    st.html(
        f'<section class="conf-aberto-topo" aria-label="Apontamento aberto"><h3>{render_cor(item, revisao)} '
        f'<span class="conf-tipo">{item.tipo.label}</span></h3>{quote}<p>{escape(item.motivo)}</p></section>'
    )
    _show_decisao(item, revisao, geracao)
    if item.evidencia is not None:
        with report_errors():
            show_fonte(item.evidencia, geracao.pedido.numero_cnj)


def _show_decisao(item: ItemDaConferencia, revisao: Revisao, geracao: Geracao) -> None:
    """Accept with a reason, take it back, or go to the place in the text."""
    if revisao.versao_final is not None or item.cor is Cor.VERDE:
        _show_aceite(item, revisao)
        return
    if item.chave in revisao.aceites:
        _show_aceite(item, revisao)
        st.button(
            "Retirar aceite",
            icon=":material/undo:",
            on_click=ask,
            args=("retirar", item.chave),
            key="conferencia_retirar",
        )
    elif item.admite_aceite:
        _ask_motivo(item)
    else:
        st.caption(_SO_NA_BASE if item.tipo is TipoDeItem.AUTORIDADE else _SO_NO_TEXTO)
    st.html(
        f'<a class="portal-botao" href="{_link_secao(item, revisao, geracao)}" target="_self">Corrigir no texto</a>'
    )


def _ask_motivo(item: ItemDaConferencia) -> None:
    field = f"conferencia_motivo_{item.chave}"
    with st.form(f"conferencia_aceite_{item.chave}", border=False):
        st.text_input(
            "Motivo do aceite",
            key=field,
            placeholder=f"Por que está certo assim (ao menos {MIN_MOTIVO} letras; fica com o seu nome)",
        )
        st.form_submit_button(
            "Aceitar com este motivo", icon=":material/task_alt:", on_click=ask, args=("aceitar", item.chave, field)
        )


def _show_aceite(item: ItemDaConferencia, revisao: Revisao) -> None:
    ato = revisao.aceites.get(item.chave)
    if ato is not None:
        when = format_when(ato.feito_em)
        st.html(f'<p class="conf-aceite">Aceito por {escape(ato.autor)}, {when}: <q>{escape(ato.motivo)}</q></p>')


def _link_secao(item: ItemDaConferencia, revisao: Revisao, geracao: Geracao) -> str:
    """The step Minuta at the section where the finding stands; at its beginning for what is missing."""
    secoes = split_secoes(revisao.texto)
    found = next((secao for secao in secoes if secao.inicio <= item.inicio < secao.fim), None)
    mais = {"secao": found.chave} if found is not None and item.fim else {}
    return escape(link_to_etapa(geracao.id, NomeDaEtapa.MINUTA, **mais))
