"""Job: one geração from its turn to its end. Safe to run twice; a killed run is taken over where it was."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.bootstrap import Services
from core.events import OperationEnded
from core.infra.cancel import interruptible
from core.infra.channel import Publisher
from core.pecas.domain import Geracao
from core.pecas.tempos.domain import Cronometro
from jobs.attempt import publish_all, run_attempt
from jobs.outage import ride_out
from jobs.turn import Turn


def run(geracao_id: str) -> None:
    """Generate, publish each event, and save the final state whatever happens."""
    ride_out(lambda current: run_attempt(current, current.pecas, UUID(geracao_id), partial(_follow, current)))


def _follow(current: Services, geracao: Geracao, publisher: Publisher) -> OperationEnded:
    """Publish until the agents end or are interrupted; then no thread of theirs calls or holds a permit any more."""
    machinery, limits = current.machinery, current.settings.limits
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, geracao.id)
    machinery.guard.caller = caller = turn.build_caller(geracao, current.usuarios.get_unidade(geracao.usuario_id))
    cronometro = Cronometro()
    watch = machinery.stopwatches.resume(geracao.id, limits.geracao_s)
    clock = interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note)
    try:
        with clock, machinery.slots.hold("geracao", caller, timeout_s=limits.queue_timeout_s):
            return publish_all(cronometro.follow(current.pecas.generate_peca(geracao)), publisher)
    finally:
        current.end_calls()
        current.tempos.add(geracao.id, cronometro.read(turn.waited_s))
