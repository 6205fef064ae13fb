"""Job: one pedido de cálculo. Safe to run twice; a killed run is made again, and one reading stays."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.bootstrap import Services
from core.calculo.pedido.domain import PedidoDeCalculo
from core.events import OperationEnded
from core.infra.cancel import interruptible
from core.infra.channel import Publisher
from core.infra.slots import ServiceClass
from jobs.attempt import publish_all, run_attempt
from jobs.outage import ride_out
from jobs.turn import Turn


def run(pedido_id: str) -> None:
    """Ask the court, read the documents, ask the model, and leave the fields to the person."""
    ride_out(
        lambda current: run_attempt(current, current.pedidos_de_calculo, UUID(pedido_id), partial(_follow, current))
    )


def _follow(current: Services, pedido: PedidoDeCalculo, publisher: Publisher) -> OperationEnded:
    """Somebody at the screen waits: the calls go with that class, and wait patiently for their turn."""
    machinery = current.machinery
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, pedido.id)
    unit = current.usuarios.get_unidade(pedido.usuario_id)
    machinery.guard.caller = turn.build_caller(pedido, unit, ServiceClass.INTERACTIVE)
    watch = machinery.stopwatches.resume(pedido.id, current.settings.limits.calculo_s)
    try:
        with interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note):
            return publish_all(current.pedidos_de_calculo.prepare(pedido), publisher)
    finally:
        current.end_calls()
