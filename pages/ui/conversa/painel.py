"""Asking for a change of a section in plain words, and deciding on what is proposed."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from core.pecas.conversa.domain import (
    MAX_PEDIDO,
    Conversa,
    EstadoDaProposta,
    Mensagem,
    PedidoDeAjuste,
    TipoDeMensagem,
)
from core.pecas.domain import Geracao
from core.usuarios.domain import Usuario
from pages.ui.components import build_component
from pages.ui.conversa.falas import show_fala
from pages.ui.errors import report_errors
from pages.ui.runtime import services

_SHOWN = 6
"""Lines that are always open; older ones are folded away."""

_USUAIS = (
    ("Mais conciso", ":material/compress:", "Deixe esta seção mais concisa."),
    ("Mais formal", ":material/school:", "Deixe esta seção mais formal."),
)
_MODULO = "Acrescente um argumento da biblioteca sobre "
_EXEMPLO = "Ex.: deixe mais claro que o medicamento não é incorporado ao SUS"


def show_conversa(usuario: Usuario, geracao: Geracao, secao: str) -> None:
    """The conversation about one section; ``secao`` is its key. A decision draws the whole page anew."""
    if geracao.peca_id is None:
        return
    st.fragment(_show)(usuario, geracao.peca_id, secao)


def _show(usuario: Usuario, peca_id: UUID, secao: str) -> None:
    with report_errors(), st.container(key="conversa", gap="small"):
        conversa = services().conversa.get(peca_id, usuario.id)
        st.caption(
            "Peça em palavras simples o que mudar nesta seção. O assistente de redação propõe; nada muda sem o seu "
            "aceite."
        )
        falas = conversa.list_of_secao(secao)
        _show_falas(usuario, conversa, falas)
        ativo = conversa.em_andamento
        follow = build_component("conversa", is_isolated=False)
        url = f"/conversas/{ativo.id}" if ativo else ""
        follow(key="conversa_viva", data={"url": url}, on_terminou_change=_nothing)
        if ativo is not None:
            _show_andamento(usuario, ativo, secao)
        else:
            _show_campo(usuario, peca_id, secao, falas[-1] if falas else None)


def _show_falas(usuario: Usuario, conversa: Conversa, falas: tuple[Mensagem, ...]) -> None:
    older, newer = falas[:-_SHOWN], falas[-_SHOWN:]
    if older:
        with st.expander(f"Mensagens anteriores ({len(older)})"):
            for mensagem in older:
                show_fala(conversa, mensagem)
                _show_decisao(usuario, conversa, mensagem)
    for mensagem in newer:
        show_fala(conversa, mensagem)
        _show_decisao(usuario, conversa, mensagem)


def _show_decisao(usuario: Usuario, conversa: Conversa, mensagem: Mensagem) -> None:
    """The buttons that the state of a proposal allows. In the run: what goes wrong is said under them."""
    if not mensagem.is_proposta:
        return
    estado, numero, peca_id = conversa.find_estado(mensagem), mensagem.numero, conversa.peca_id
    current = services().conversa
    with st.container(horizontal=True, gap="small", key=f"conversa_decisao_{peca_id}_{numero}"):
        if estado is EstadoDaProposta.PROPOSTA:
            accepts = st.button("Aceitar", type="primary", icon=":material/check:", key=f"conversa_aceitar_{numero}")
            refuses = st.button("Recusar", icon=":material/close:", key=f"conversa_recusar_{numero}")
            undoes = False
        elif estado is EstadoDaProposta.ACEITA:
            accepts = refuses = False
            undoes = st.button(
                "Desfazer",
                icon=":material/undo:",
                help="Devolve à seção o texto que tinha antes desta proposta.",
                key=f"conversa_desfazer_{numero}",
            )
        else:
            return
    if not (accepts or refuses or undoes):
        return
    with report_errors():
        if accepts:
            current.accept(peca_id, usuario, numero)
        elif undoes:
            current.undo(peca_id, usuario, numero)
        else:
            current.refuse(peca_id, usuario, numero)
        st.rerun()


def _show_andamento(usuario: Usuario, pedido: PedidoDeAjuste, secao: str) -> None:
    """The way to stop what is written above; it goes on without this page, and is here again after a reload."""
    if pedido.secao != secao:
        st.info(
            f"O assistente trabalha em outra seção: {pedido.titulo or 'Abertura'}.", icon=":material/hourglass_top:"
        )
    is_stopping = st.session_state.get(f"conversa_parando_{pedido.id}", False)
    has_asked = st.button(
        "Parando…" if is_stopping else "Parar",
        icon=":material/stop_circle:",
        disabled=is_stopping,
        help="Para agora; a minuta fica como está.",
        key=f"conversa_parar_{pedido.id}",
    )
    if has_asked:
        with report_errors():
            services().conversa.stop(pedido.peca_id, usuario.id)
            st.session_state[f"conversa_parando_{pedido.id}"] = True
            st.rerun(scope="fragment")


def _show_campo(usuario: Usuario, peca_id: UUID, secao: str, last: Mensagem | None) -> None:
    """The field, with chips for what is asked often; after a question it is the field of the answer."""
    is_answer = last is not None and last.tipo is TipoDeMensagem.PERGUNTA
    place = f"{peca_id}_{secao}_{last.numero if last else 0}"
    key = f"conversa_texto_{place}"
    chosen = ""
    if not is_answer:
        with st.container(horizontal=True, gap="small", key="conversa_usuais"):
            for label, icon, words in _USUAIS:
                if st.button(label, icon=icon, key=f"conversa_usual_{label}"):
                    chosen = words
            st.button(
                "Acrescentar módulo…",
                icon=":material/library_add:",
                help="Começa o pedido; complete com o assunto. Só entram módulos da biblioteca.",
                on_click=_begin,
                args=(key, _MODULO),
                key="conversa_usual_modulo",
            )
    with st.form(f"conversa_form_{place}", border=False):
        texto = st.text_area(
            "Sua resposta" if is_answer else "O que mudar nesta seção",
            placeholder="" if is_answer else _EXEMPLO,
            max_chars=MAX_PEDIDO,
            height=96,
            key=key,
        )
        is_sent = st.form_submit_button(
            "Responder" if is_answer else "Pedir ajuste", type="primary", icon=":material/send:"
        )
    if is_sent or chosen:
        with report_errors():
            services().conversa.ask(peca_id, usuario, secao, chosen or texto)
            st.rerun(scope="fragment")


def _begin(key: str, words: str) -> None:
    st.session_state[key] = words


def _nothing() -> None:
    """The end reruns the fragment, which then draws the answer from the record."""
