"""Job: one geração from its turn to its end. Safe to run twice; a killed run is taken over where it was."""

from __future__ import annotations

from uuid import UUID

import structlog

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import OperationCancelledError, PortalError, ServiceUnavailableError
from core.events import OperationEnded
from core.infra.cancel import Interruption, interruptible
from core.infra.channel import AttemptReplacedError, Publisher
from core.infra.logging import describe_error
from core.infra.slots import Caller
from core.pecas.domain import Geracao
from jobs.runtime import services
from jobs.waiting import WaitTeller

_log = structlog.get_logger()


def run(geracao_id: str) -> None:
    """Generate, publish each event, and save the final state whatever happens."""
    current = services()
    geracao = current.pecas.begin_attempt(UUID(geracao_id))
    if geracao is None:
        return
    log = _log.bind(operation_id=geracao_id, attempt=geracao.attempt)
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
        _log.error("geracao_broken", operation_id=str(geracao.id), **describe_error(error))
        return current.pecas.end_failed(geracao, PortalError("unexpected"))


def _follow(current: Services, geracao: Geracao, publisher: Publisher) -> OperationEnded:
    """Publish until the agents end or are interrupted; then no thread of theirs holds or gets a permit any more."""
    is_cancelled = current.machinery.cancel.is_requested
    deadline_s = current.settings.limits.geracao_s
    try:
        with interruptible(lambda: is_cancelled(geracao.id), deadline_s=deadline_s) as interruption:
            _connect_guard(current, geracao, publisher, interruption)
            for event in current.pecas.generate_peca(geracao):
                if isinstance(event, OperationEnded):
                    return event
                publisher.publish(event)
    finally:
        current.machinery.slots.release_all()
        current.machinery.flights.release_all()
    raise AssertionError("the agents end with OperationEnded")


def _connect_guard(current: Services, geracao: Geracao, publisher: Publisher, interruption: Interruption) -> None:
    """Show waits on the screen, and stop the call whose permit was lost."""
    current.machinery.guard.caller = Caller(
        person=str(geracao.usuario_id),
        on_wait=WaitTeller(publisher).tell,
        on_lost=lambda: interruption.interrupt(ServiceUnavailableError("permit lost"), is_final=False),
        is_patient=True,
    )
