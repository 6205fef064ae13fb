"""Questions about the case: the field, the answer as it is proven, and all that the person asked before."""

from __future__ import annotations

import streamlit as st

from core.assistencia.domain import MAX_PERGUNTA, Pergunta
from core.processos.autos.domain import Autos
from core.usuarios.domain import Usuario
from pages.ui.assistencia.respostas import show_resposta
from pages.ui.components import build_component
from pages.ui.errors import report_errors
from pages.ui.runtime import services
from pages.ui.work import show_empty

_OPEN = 3
"""Answers that are always open; older ones are folded away."""

_USUAIS = (
    "Quem tem justiça gratuita e por qual decisão?",
    "O que a parte autora pede?",
    "Houve decisão sobre a tutela de urgência?",
    "Qual é o valor da causa?",
)
_COMO = (
    "Só com o que está nos autos: cada trecho é conferido letra por letra na página de onde vem. "
    "Só você vê as suas perguntas."
)


def show_perguntas(usuario: Usuario, autos: Autos) -> None:
    numero = autos.processo.numero_cnj
    perguntas = services().assistencia.list_perguntas(numero, usuario.id)
    ativa = next((one for one in perguntas if one.estado.is_at_work), None)
    if ativa is None:
        _show_campo(usuario, autos, len(perguntas))
    else:
        st.html('<h3 class="assistencia-atual">Respondendo</h3>')
        show_resposta(autos, ativa)
    follow = build_component("conversa", is_isolated=False)
    data = {"url": f"/perguntas/{ativa.id}" if ativa else "", "rotulo": "Resposta à pergunta"}
    follow(key="assistencia_viva", data=data, on_terminou_change=_nothing)
    if ativa is not None:
        _show_parar(usuario, ativa)
    _show_respondidas(autos, [one for one in perguntas if one is not ativa])


def _show_campo(usuario: Usuario, autos: Autos, count: int) -> None:
    if not any(documento.is_lido for documento in autos.abertos):
        st.info("As perguntas abrem quando o primeiro documento estiver lido.", icon=":material/hourglass_top:")
        return
    key = f"assistencia_texto_{autos.processo.numero_cnj}_{count}"
    with st.container(horizontal=True, gap="small", key="assistencia_usuais"):
        for place, words in enumerate(_USUAIS):
            st.button(words, type="tertiary", on_click=_begin, args=(key, words), key=f"assistencia_usual_{place}")
    with st.form(f"assistencia_form_{count}", border=False):
        texto = st.text_area(
            "Sua pergunta sobre o processo",
            placeholder="Ex.: qual foi o prazo dado para o fornecimento?",
            max_chars=MAX_PERGUNTA,
            height=80,
            key=key,
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            is_sent = st.form_submit_button("Perguntar", type="primary", icon=":material/send:")
            st.caption(_COMO, width="stretch")
    if is_sent:
        with report_errors():
            services().assistencia.ask(autos.processo.numero_cnj, usuario.id, texto)
            st.rerun()


def _show_parar(usuario: Usuario, pergunta: Pergunta) -> None:
    """The way to stop; the answer goes on without this page, and is here again after a reload."""
    key = f"assistencia_parando_{pergunta.id}"
    is_stopping = st.session_state.get(key, False)
    has_asked = st.button(
        "Parando…" if is_stopping else "Parar",
        icon=":material/stop_circle:",
        disabled=is_stopping,
        key=f"assistencia_parar_{pergunta.id}",
    )
    if has_asked:
        with report_errors():
            services().assistencia.stop(pergunta.id, usuario.id)
            st.session_state[key] = True
            st.rerun()


def _show_respondidas(autos: Autos, perguntas: list[Pergunta]) -> None:
    if not perguntas:
        show_empty("Nenhuma pergunta respondida ainda.", "Escreva acima o que deseja saber deste processo.")
        return
    st.subheader("Perguntas e respostas", anchor=False)
    for pergunta in perguntas[:_OPEN]:
        show_resposta(autos, pergunta)
    if perguntas[_OPEN:]:
        with st.expander(f"Perguntas anteriores ({len(perguntas) - _OPEN})"):
            for pergunta in perguntas[_OPEN:]:
                show_resposta(autos, pergunta)


def _begin(key: str, words: str) -> None:
    st.session_state[key] = words


def _nothing() -> None:
    """The end reruns the page, which then draws the answer from the record."""
