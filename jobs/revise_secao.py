"""Job: one request about a section of a minuta. Safe to run twice; a killed run is made again, and one answer stays."""

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
from core.infra.slots import ServiceClass
from core.pecas.conversa.domain import PedidoDeAjuste
from jobs.outage import ride_out
from jobs.runtime import mark_progress
from jobs.turn import Turn

_log = structlog.get_logger()


def run(pedido_id: str) -> None:
    """Ask the model, publish what it writes, and keep the answer or why there is none."""
    ride_out(lambda current: _run_attempt(current, UUID(pedido_id)))


def _run_attempt(current: Services, pedido_id: UUID) -> None:
    pedido = current.conversa.begin_attempt(pedido_id)
    if pedido is None:
        return current.conversa.repeat_end(pedido_id)
    try:
        publisher = current.machinery.channel.open(pedido.id, pedido.attempt)
        ended = _work(current, pedido, publisher)
        publisher.publish(ended)
        _log.info("ajuste_ended", operation_id=str(pedido_id), estado=ended.estado, code=ended.code)
    except AttemptReplacedError:
        _log.warning("ajuste_replaced", operation_id=str(pedido_id))


def _work(current: Services, pedido: PedidoDeAjuste, publisher: Publisher) -> OperationEnded:
    """Publish the answer; the last event, or the one that says why there is none."""
    try:
        return _follow(current, pedido, publisher)
    except OperationCancelledError:
        return current.conversa.end_cancelled(pedido)
    except PortalError as error:
        _log.warning("ajuste_failed", operation_id=str(pedido.id), code=error.code, detail=error.detail)
        return current.conversa.end_failed(pedido, error)
    except (AttemptReplacedError, *SERVERS_AWAY):
        raise
    except Exception as error:  # noqa: BLE001  # the border of the job: a bug must not leave the request open for ever
        if current.machinery.cancel.is_requested(pedido.id):  # a library took the stop for its own failure
            return current.conversa.end_cancelled(pedido)
        _log.error("ajuste_broken", operation_id=str(pedido.id), **describe_error(error))
        return current.conversa.end_failed(pedido, PortalError("unexpected"))


def _follow(current: Services, pedido: PedidoDeAjuste, publisher: Publisher) -> OperationEnded:
    """Somebody at the screen waits: the calls go with that class, and wait patiently for their turn."""
    machinery = current.machinery
    turn, is_cancelled = Turn(machinery.slots, publisher), partial(machinery.cancel.is_requested, pedido.id)
    unit = current.usuarios.get_unidade(pedido.usuario_id)
    machinery.guard.caller = turn.build_caller(pedido, unit, ServiceClass.INTERACTIVE)
    watch = machinery.stopwatches.resume(pedido.id, current.settings.limits.ajuste_s)
    try:
        with interruptible(is_cancelled, deadline_s=watch.left_s, is_waiting=turn.is_waiting, note_ran=watch.note):
            for event in current.conversa.revise(pedido):
                mark_progress()
                if isinstance(event, OperationEnded):
                    return event
                publisher.publish(event)
    finally:
        current.end_calls()
    raise AssertionError("a request ends with OperationEnded")
