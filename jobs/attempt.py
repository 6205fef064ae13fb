"""One attempt at work that people follow: published as it goes, and ended in the record whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import structlog

from core.bootstrap import SERVERS_AWAY, Services
from core.errors import OperationCancelledError, PortalError
from core.events import Event, OperationEnded
from core.infra.channel import AttemptReplacedError, Publisher
from core.infra.logging import describe_error
from jobs.runtime import mark_progress

_log = structlog.get_logger()


class Operation(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def attempt(self) -> int: ...


Op = TypeVar("Op", bound=Operation)


class Keeper(Protocol[Op]):
    """The service that keeps the records of these operations."""

    def begin_attempt(self, operation_id: UUID, /) -> Op | None: ...

    def repeat_end(self, operation_id: UUID, /) -> None: ...

    def end_cancelled(self, operation: Op, /) -> OperationEnded: ...

    def end_failed(self, operation: Op, error: PortalError, /) -> OperationEnded: ...


def run_attempt(
    current: Services,
    keeper: Keeper[Op],
    operation_id: UUID,
    follow: Callable[[Op, Publisher], OperationEnded],
) -> None:
    """Take the operation over and bring it to its end; one that ended before is told again.

    Raises what SERVERS_AWAY names: the attempt can be made anew. A worker that was replaced says nothing more.
    """
    operation = keeper.begin_attempt(operation_id)
    if operation is None:
        return keeper.repeat_end(operation_id)
    log = _log.bind(work=type(operation).__name__, operation_id=str(operation_id), attempt=operation.attempt)
    log.info("attempt_started")
    try:
        publisher = current.machinery.channel.open(operation.id, operation.attempt)
        ended = _work(current, keeper, operation, partial(follow, operation, publisher))
        publisher.publish(ended)
        log.info("attempt_ended", estado=ended.estado, code=ended.code)
    except AttemptReplacedError:
        log.warning("attempt_replaced")


def publish_all(events: Iterable[Event], publisher: Publisher) -> OperationEnded:
    """Publish up to the last event, and answer that one."""
    for event in events:
        mark_progress()
        if isinstance(event, OperationEnded):
            return event
        publisher.publish(event)
    raise AssertionError("an operation ends with OperationEnded")


def _work(
    current: Services,
    keeper: Keeper[Op],
    operation: Op,
    follow: Callable[[], OperationEnded],
) -> OperationEnded:
    """The last event of the work, or the one that says why there are no more."""
    try:
        return follow()
    except OperationCancelledError:
        return keeper.end_cancelled(operation)
    except PortalError as error:
        _log.warning("attempt_failed", operation_id=str(operation.id), code=error.code, detail=error.detail)
        return keeper.end_failed(operation, error)
    except (AttemptReplacedError, *SERVERS_AWAY):
        raise
    except Exception as error:  # noqa: BLE001  # the border of the job: a bug must not leave the work open for ever
        if current.machinery.cancel.is_requested(operation.id):  # a library took the stop for its own failure
            return keeper.end_cancelled(operation)
        _log.error("attempt_broken", operation_id=str(operation.id), **describe_error(error))
        return keeper.end_failed(operation, PortalError("unexpected"))
