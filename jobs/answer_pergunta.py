"""Job: one question about a case. Safe to run twice; a killed run is made again, and one answer stays."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.assistencia.domain import Pergunta
from core.bootstrap import Services
from core.events import OperationEnded
from core.infra.cancel import interruptible
from core.infra.channel import Publisher
from core.infra.slots import ServiceClass
from jobs.attempt import publish_all, run_attempt
from jobs.outage import ride_out
from jobs.turn import Turn


def run(pergunta_id: str) -> None:
    """Ask the model, publish what is proven, and keep the answer or why there is none."""
    ride_out(lambda current: run_attempt(current, current.assistencia, UUID(pergunta_id), partial(_follow, current)))


def _follow(current: Services, pergunta: Pergunta, publisher: Publisher) -> OperationEnded:
    """Somebody at the screen waits: the calls go with that class, and wait patiently for their turn."""
    machinery = current.machinery
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, pergunta.id)
    unit = current.usuarios.get_unidade(pergunta.usuario_id)
    machinery.guard.caller = turn.build_caller(pergunta, unit, ServiceClass.INTERACTIVE)
    watch = machinery.stopwatches.resume(pergunta.id, current.settings.limits.ajuste_s)
    try:
        with interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note):
            return publish_all(current.assistencia.answer(pergunta), publisher)
    finally:
        current.end_calls()
