"""Job: one geração from its turn to its end. Safe to run twice; a killed run is taken over where it was."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import OperationCancelledError, PortalError
from core.events import OperationEnded
from core.infra.cancel import interruptible
from core.infra.channel import AttemptReplacedError, Publisher
from core.infra.logging import describe_error
from core.pecas.domain import Geracao
from jobs.outage import ride_out
from jobs.runtime import mark_progress
from jobs.turn import Turn

_log = structlog.get_logger()


def run(geracao_id: str) -> None:
    """Generate, publish each event, and save the final state whatever happens."""
    ride_out(lambda current: _run_attempt(current, UUID(geracao_id)))


def _run_attempt(current: Services, geracao_id: UUID) -> None:
    geracao = current.pecas.begin_attempt(geracao_id)
    if geracao is None:
        return current.pecas.repeat_end(geracao_id)
    log = _log.bind(operation_id=str(geracao_id), attempt=geracao.attempt)
    log.info("geracao_started")
    try:
        publisher = current.machinery.channel.open(geracao.id, geracao.attempt)
        ended = _work(current, geracao, publisher)
        publisher.publish(ended)
        log.info("geracao_ended", estado=ended.estado, code=ended.code)
    except AttemptReplacedError:
        log.warning("geracao_replaced")


def _work(current: Services, geracao: Geracao, publisher: Publisher) -> OperationEnded:
    """Publish the events of the agents; the last one, or the one that says why there are no more."""
    try:
        return _follow(current, geracao, publisher)
    except OperationCancelledError:
        return current.pecas.end_cancelled(geracao)
    except PortalError as error:
        _log.warning("geracao_failed", operation_id=str(geracao.id), code=error.code, detail=error.detail)
        return current.pecas.end_failed(geracao, error)
    except (AttemptReplacedError, *SERVERS_AWAY):
        raise
    except Exception as error:  # noqa: BLE001  # the border of the job: a bug must not leave the geração running for ever
        if current.machinery.cancel.is_requested(geracao.id):  # a library took the stop for its own failure
            return current.pecas.end_cancelled(geracao)
        _log.error("geracao_broken", operation_id=str(geracao.id), **describe_error(error))
        return current.pecas.end_failed(geracao, PortalError("unexpected"))


def _follow(current: Services, geracao: Geracao, publisher: Publisher) -> OperationEnded:
    """Publish until the agents end or are interrupted; then no thread of theirs calls or holds a permit any more."""
    machinery, limits = current.machinery, current.settings.limits
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, geracao.id)
    machinery.guard.caller = caller = turn.build_caller(geracao, current.usuarios.get_unidade(geracao.usuario_id))
    watch = machinery.stopwatches.resume(geracao.id, limits.geracao_s)
    clock = interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note)
    try:
        with clock, machinery.slots.hold("geracao", caller, timeout_s=limits.queue_timeout_s):
            for event in current.pecas.generate_peca(geracao):
                mark_progress()
                if isinstance(event, OperationEnded):
                    return event
                publisher.publish(event)
    finally:
        current.end_calls()
    raise AssertionError("the agents end with OperationEnded")
