"""A pedido that is being read, or whose reading ended without fields: how far it is, how to stop it, how to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import streamlit as st

from core.calculo.pedido.domain import PedidoDeCalculo
from core.events import (
    AgenteFinished,
    AgenteStarted,
    DocumentoRead,
    Estado,
    Event,
    OperationStarted,
    ProcessoFetched,
    TurnWaited,
)
from core.infra.queue import QueueName
from core.pecas.espera import describe_wait
from core.usuarios.domain import Usuario
from pages.ui.dates import format_duration
from pages.ui.errors import report_errors, show_failure
from pages.ui.runtime import services

_LOOK_EVERY = "1s"
_NOMES = {"levantamento": "Levantamento no tribunal e leitura", "extracao": "Extração dos campos"}
_SINAIS = {"pendente": "na_fila", "trabalhando": "em_andamento", "feito": "pronto"}
_PALAVRAS = {"pendente": "A seguir", "trabalhando": "Em andamento", "feito": "Feito"}


@dataclass
class _Vista:
    """What the events say so far: the state and a note of each agent, and what is waited for."""

    estados: dict[str, str]
    notas: dict[str, str]
    espera: str = ""
    desde: str = ""

    def fold(self, event: Event) -> None:
        match event:
            case OperationStarted():
                self.desde = self.desde or event.started_at
                self.estados.update(dict.fromkeys(self.estados, "pendente"))
            case AgenteStarted() if event.agente in self.estados:
                self.estados[event.agente], self.espera = "trabalhando", ""
            case AgenteFinished() if event.agente in self.estados:
                self.estados[event.agente], self.notas[event.agente] = "feito", event.note
            case ProcessoFetched():
                self.notas["levantamento"] = f"{event.assunto}: {event.total_documentos} documentos no processo"
            case DocumentoRead():
                self.notas["levantamento"] = f"Lendo os documentos: {event.done} de {event.total}"
            case TurnWaited():
                self.espera = describe_wait(event)


def show_leitura(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """The work goes on without this page; it is found again under Seus pedidos."""
    key = f"pedido_de_calculo_parando_{pedido.id}"
    is_stopping = st.session_state.get(key, False)
    with st.container(horizontal=True, vertical_alignment="center"):
        has_asked = st.button(
            "Parando…" if is_stopping else "Parar", icon=":material/stop_circle:", disabled=is_stopping
        )
        st.caption("Você pode fechar esta página: a leitura continua e fica em Seus pedidos.", width="stretch")
    if has_asked:
        with report_errors():
            services().pedidos_de_calculo.stop(pedido.id, usuario.id)
            st.session_state[key] = True
            st.rerun()
    st.fragment(_show_andamento, run_every=_LOOK_EVERY)(usuario, pedido)


def show_parada(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    """Why there are no fields, and the way to try again."""
    st.session_state.pop(f"pedido_de_calculo_parando_{pedido.id}", None)
    if pedido.estado is Estado.CANCELADO:
        st.info("A leitura foi parada a pedido. Nada foi calculado.", icon=":material/stop_circle:")
    else:
        show_failure(pedido.erro_mensagem, pedido.erro_codigo)
    if st.button("Tentar de novo", type="primary", icon=":material/play_arrow:"):
        with report_errors():
            services().pedidos_de_calculo.resume(pedido.id, usuario.id)
            st.rerun()


def _show_andamento(usuario: Usuario, pedido: PedidoDeCalculo) -> None:
    with report_errors():
        now = services().pedidos_de_calculo.get(pedido.id, usuario.id)
        if not now.estado.is_at_work:
            st.rerun()
        vista = _Vista(dict.fromkeys(_NOMES, "pendente"), {})
        for event in services().machinery.channel.replay_events(pedido.id):
            vista.fold(event)
        st.html(_render_vista(vista, _describe_espera(now, vista)))


def _describe_espera(pedido: PedidoDeCalculo, vista: _Vista) -> str:
    if pedido.estado is not Estado.NA_FILA:
        return vista.espera
    waiting = services().machinery.queue.list_waiting(QueueName.CALCULO)
    key = f"calculo-{pedido.id}"
    return f"Na fila: {list(waiting).index(key) + 1}ª" if key in waiting else "Na fila…"


def _render_vista(vista: _Vista, espera: str) -> str:
    itens = "".join(
        f'<li><span class="portal-estado portal-estado-{_SINAIS[estado]}">{_NOMES[agente]}: {_PALAVRAS[estado]}</span>'
        f'<span class="lugar">{escape(vista.notas.get(agente, ""))}</span></li>'
        for agente, estado in vista.estados.items()
    )
    tempo = ""
    if vista.desde:
        tempo = f"há {format_duration(datetime.now(UTC) - datetime.fromisoformat(vista.desde))}"
    return (
        f'<section class="calculo-leitura" aria-label="Andamento da leitura"><p role="status">{escape(espera)}</p>'
        f'<ol class="portal-ficha">{itens}</ol><p class="quando">{tempo}</p></section>'
    )
