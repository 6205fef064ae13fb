"""Job: one training, from its turn to its card. Safe to run twice: a killed run goes on from its last checkpoint."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog

from core.bert.training.treino import train
from core.bootstrap import Services
from core.errors import OperationCancelledError, PortalError
from core.infra.channel import AttemptReplacedError
from core.infra.slots import Caller, ServiceClass
from jobs.outage import ride_out
from jobs.runtime import HandedOverError, die_at_once, is_told_to_stop, mark_progress

_log = structlog.get_logger()


def run(treinamento_id: str) -> None:
    """Wait until no other machine trains, train, and keep the model or the reason why there is none."""
    ride_out(lambda current: _train(current, UUID(treinamento_id)))


def _train(current: Services, treinamento_id: UUID) -> None:
    caller = Caller(
        service_class=ServiceClass.BATCH,
        on_wait=lambda _resource, _place: _keep_waiting(current, treinamento_id),
        on_lost=die_at_once,
        is_patient=True,
    )
    slots, timeout_s = current.machinery.slots, current.settings.bert.treino_h * 3600
    try:
        with slots.hold("bert", caller, timeout_s=timeout_s):
            _follow(current, treinamento_id)
    except OperationCancelledError:
        _log.info("treinamento_stopped", treinamento_id=str(treinamento_id))
    except AttemptReplacedError:
        _log.warning("treinamento_replaced", treinamento_id=str(treinamento_id))


def _keep_waiting(current: Services, treinamento_id: UUID) -> None:
    """While another machine trains. Raises OperationCancelledError, HandedOverError."""
    mark_progress()
    if current.treinamentos.is_stopping(treinamento_id):
        raise OperationCancelledError
    if is_told_to_stop():
        raise HandedOverError


def _follow(current: Services, treinamento_id: UUID) -> None:
    service = current.treinamentos
    treinamento = service.begin_attempt(treinamento_id)
    if treinamento is None:
        return
    relator = service.build_relator(treinamento)
    relator.on_event = mark_progress
    is_stopping = partial(service.is_stopping, treinamento_id)

    def should_stop() -> bool:
        mark_progress()  # whoever asks is at work, in stages that say nothing for minutes too
        return is_told_to_stop() or is_stopping()

    try:
        plano, pasta = service.build_plano(treinamento)
        resultado = train(plano, pasta, relator.report, should_stop)
        service.end_ready(treinamento, relator, resultado)
    except OperationCancelledError as error:
        if is_told_to_stop() and not is_stopping():
            raise HandedOverError from error
        raise
    except PortalError as error:
        _log.warning("treinamento_failed", treinamento_id=str(treinamento_id), code=error.code, detail=error.detail)
        service.end_failed(treinamento, relator, error)
