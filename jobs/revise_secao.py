"""Job: one request about a section of a minuta. Safe to run twice; a killed run is made again, and one answer stays."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.bootstrap import Services
from core.events import OperationEnded
from core.infra.cancel import interruptible
from core.infra.channel import Publisher
from core.infra.slots import ServiceClass
from core.pecas.conversa.domain import PedidoDeAjuste
from jobs.attempt import publish_all, run_attempt
from jobs.outage import ride_out
from jobs.turn import Turn


def run(pedido_id: str) -> None:
    """Ask the model, publish what it writes, and keep the answer or why there is none."""
    ride_out(lambda current: run_attempt(current, current.conversa, UUID(pedido_id), partial(_follow, current)))


def _follow(current: Services, pedido: PedidoDeAjuste, publisher: Publisher) -> OperationEnded:
    """Somebody at the screen waits: the calls go with that class, and wait patiently for their turn."""
    machinery = current.machinery
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, pedido.id)
    unit = current.usuarios.get_unidade(pedido.usuario_id)
    machinery.guard.caller = turn.build_caller(pedido, unit, ServiceClass.INTERACTIVE)
    watch = machinery.stopwatches.resume(pedido.id, current.settings.limits.ajuste_s)
    try:
        with interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note):
            return publish_all(current.conversa.revise(pedido), publisher)
    finally:
        current.end_calls()
