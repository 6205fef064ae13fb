"""A geração that waits or runs: the live view and the way to stop it."""

from __future__ import annotations

import streamlit as st

from core.pecas.domain import Geracao
from core.processos.numero_cnj import format_numero_cnj
from pages.ui.components import build_component
from pages.ui.runtime import services


def show_heading(geracao: Geracao) -> None:
    """What is being made, for which case, and the way back."""
    tipo, numero = geracao.pedido.tipo_de_peca.label, format_numero_cnj(geracao.pedido.numero_cnj)
    st.header(f"{tipo} · {numero}", anchor=False)
    if geracao.assunto:
        st.caption(geracao.assunto)


def show_running(geracao: Geracao) -> None:
    """The steps and the text as they come. The work goes on without this page; it is found again in Hoje."""
    show_heading(geracao)
    is_stopping = st.session_state.get(_stopping_key(geracao), False)
    label = "Parando…" if is_stopping else "Parar"
    st.button(
        label,
        icon=":material/stop_circle:",
        disabled=is_stopping,
        help="Para agora e guarda o que já está escrito.",
        on_click=_stop,
        args=(geracao,),
    )
    follow = build_component("acompanhamento", has_css=True, is_isolated=False)
    follow(
        key=f"acompanhamento-{geracao.id}-{geracao.attempt if geracao.estado.is_final else 0}",
        data={"url": f"/acompanhar/{geracao.id}"},
        on_terminou_change=_nothing,
    )
    st.caption("Você pode fechar esta página: o trabalho continua e fica em Hoje.")


def _stop(geracao: Geracao) -> None:
    st.session_state[_stopping_key(geracao)] = True
    services().pecas.cancel_geracao(geracao.id, geracao.usuario_id)


def _stopping_key(geracao: Geracao) -> str:
    return f"gerador_de_pecas_parando_{geracao.id}"


def _nothing() -> None:
    """The end reruns the page, which then draws the result from the record."""
