"""A geração that waits or runs: the live view and the way to stop it."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.events import Agente, Estado
from core.pecas.domain import TIPOS_PREPARADOS, Geracao, PedidoDeGeracao
from core.processos.chave import describe_autos
from pages.ui.components import build_component
from pages.ui.errors import report_errors
from pages.ui.frame import TITLE
from pages.ui.runtime import services

_TAB_MARKS = {
    Estado.NA_FILA: "○ Na fila",
    Estado.EM_ANDAMENTO: "● Em andamento",
    Estado.AGUARDANDO_VOCE: "● Aguardando você",
    Estado.PRONTO: "✓ Pronta",
    Estado.PRONTO_COM_RESSALVAS: "✓ Pronta, com ressalvas",
    Estado.COM_ERRO: "✕ Com erro",
    Estado.CANCELADO: "■ Parada",
}
"""What the browser's tab says first, so that the person sees the end from another tab."""

_UNUSED = {
    (True, False): "o novo grupo não foi usado",
    (False, True): "a nova observação não foi usada",
    (True, True): "o novo grupo e a nova observação não foram usados",
}
"""By whether group and observation differ from those of the geração that was already there."""

_OUTRO_MODO = "o novo modo não foi usado"


def remember_unused(geracao: Geracao, pedido: PedidoDeGeracao) -> None:
    """The geração that answers a request may be an earlier one; what it does not take from ``pedido`` is said once."""
    found = geracao.pedido
    parts = [_UNUSED.get((found.grupo != pedido.grupo, found.observacao != pedido.observacao), "")]
    parts.append(_OUTRO_MODO if found.modo is not pedido.modo else "")
    if any(parts):
        st.session_state[_unused_key(geracao)] = "; ".join(part for part in parts if part)


def show_unused(geracao: Geracao) -> None:
    """What ``remember_unused`` kept, while the geração that took its place is at work."""
    unused = st.session_state.get(_unused_key(geracao))
    if unused is not None and not geracao.estado.is_final:
        st.info(f"Já há uma geração em andamento para este processo e tipo; {unused}.", icon=":material/info:")


def show_heading(geracao: Geracao) -> None:
    """What is being made and for which case; also in the title of the tab."""
    name = _build_name(geracao)
    st.set_page_config(page_title=f"{_TAB_MARKS[geracao.estado]} · {name} · {TITLE}")
    numero = describe_autos(geracao.pedido.numero_cnj)
    st.title(name.replace(numero, f"**{numero}**"), anchor=False)  # in bold: its style keeps it in one line
    if geracao.assunto:
        st.html(f'<p class="portal-assunto">{escape(geracao.assunto)}</p>')
    if geracao.motivo_do_tipo:
        st.html(f'<p class="portal-assunto"><strong>Tipo detectado:</strong> {escape(geracao.motivo_do_tipo)}</p>')


def show_running(geracao: Geracao) -> None:
    """The steps and the text as they come. The work goes on without this page; it is found again in Hoje."""
    with st.container(horizontal=True, vertical_alignment="center"):
        is_stopping = st.session_state.get(_stopping_key(geracao), False)
        has_asked = st.button(
            "Parando…" if is_stopping else "Parar",
            icon=":material/stop_circle:",
            disabled=is_stopping,
            help="Para agora e guarda o que já está escrito.",
            key=f"gerador_de_pecas_parar_{geracao.id}",
        )
        where = "o texto fica guardado" if geracao.pedido.tipo_de_peca in TIPOS_PREPARADOS else "fica em Hoje"
        st.caption(f"Você pode fechar esta página: o trabalho continua e {where}.", width="stretch")
    if has_asked:
        _stop(geracao)
    follow = build_component("acompanhamento", has_css=True, is_isolated=False)
    follow(
        key=f"acompanhamento-{geracao.id}",
        data={
            "url": f"/acompanhar/{geracao.id}",
            "titulo": f"{_build_name(geracao)} · {TITLE}",
            "marcas": {estado.value: mark for estado, mark in _TAB_MARKS.items()},
            "passo": list(Agente).index(geracao.agente) if geracao.estado is Estado.EM_ANDAMENTO else -1,
        },
        on_terminou_change=_nothing,
        on_passou_change=_nothing,
    )


def forget_stopping(geracao: Geracao) -> None:
    """A geração that ended may be taken up again, and then be stopped again."""
    st.session_state.pop(_stopping_key(geracao), None)


def _build_name(geracao: Geracao) -> str:
    return f"{geracao.pedido.tipo_de_peca.label} · {describe_autos(geracao.pedido.numero_cnj)}"


def _stop(geracao: Geracao) -> None:
    """In the run, not in a callback: what goes wrong is said here, and the live view stays under it."""
    with report_errors():
        services().pecas.cancel_geracao(geracao.id, geracao.usuario_id)
        st.session_state[_stopping_key(geracao)] = True
        st.rerun()


def _stopping_key(geracao: Geracao) -> str:
    return f"gerador_de_pecas_parando_{geracao.id}"


def _unused_key(geracao: Geracao) -> str:
    return f"gerador_de_pecas_sem_uso_{geracao.id}"


def _nothing() -> None:
    """The end, and each agent that takes over, rerun the page, which then draws what the record says."""
