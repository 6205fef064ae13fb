"""Job: one lot, document by document, until it ends or is stopped. Safe to run twice: what was answered stays."""

from __future__ import annotations

import math
from functools import partial
from uuid import UUID

import structlog

from core.bootstrap import Services
from core.classificador.trabalho.service import TrabalhoService
from core.errors import OperationCancelledError
from core.infra.cancel import interruptible
from core.infra.channel import AttemptReplacedError
from core.infra.slots import Caller, ServiceClass
from jobs.outage import ride_out
from jobs.runtime import die_at_once, mark_progress

_log = structlog.get_logger()


def run(lote_id: str) -> None:
    """Ask the model about each document that has no answer yet."""
    ride_out(lambda current: classify(current, UUID(lote_id), current.trabalhos))


def classify(current: Services, lote_id: UUID, trabalhos: TrabalhoService) -> None:
    """Take the lot and work on it until it ends, is stopped or lets others pass."""
    lote = trabalhos.begin(lote_id)
    if lote is None:
        return
    current.machinery.guard.caller = Caller(
        str(lote.usuario_id),
        ServiceClass.BATCH,
        unit=lote.unidade,
        on_wait=lambda _resource, _place: mark_progress(),
        on_lost=die_at_once,
        is_patient=True,
        operacao=str(lote.id),
    )
    is_cancelled = partial(trabalhos.is_stopping, lote.id)
    try:
        with interruptible(is_cancelled, deadline_s=math.inf):
            estado = trabalhos.work(lote, mark_progress)
        _log.info("lote_ended", lote_id=str(lote.id), estado=estado)
    except OperationCancelledError:
        _log.info("lote_stopped", lote_id=str(lote.id))
    except AttemptReplacedError:
        _log.warning("lote_replaced", lote_id=str(lote.id))
    finally:
        current.end_calls()
