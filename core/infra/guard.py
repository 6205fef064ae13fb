"""The guard: the only place that combines a permit, retries and the measure of time around an outside call.

Clients hand in one attempt as a function. The permit is held only while an attempt runs, never during a back-off.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import stamina
import structlog

from core.errors import LimitReachedError, PortalError
from core.infra.slots import Caller, Permit, Slots
from core.settings import LimitsSettings

T = TypeVar("T")

_MAX_SERVER_WAIT_S = 60.0
"""Longest back-off accepted from a server; beyond it the person is told to come back later."""

_log = structlog.get_logger()


class Guard:
    """Runs outside calls under the limits. ``resource`` names the limit, ``operation`` the call in the log."""

    def __init__(self, slots: Slots, limits: LimitsSettings) -> None:
        self._slots = slots
        self._limits = limits
        self.caller = Caller()

    def run(self, resource: str, operation: str, attempt: Callable[[], T]) -> T:
        """The result of the first attempt that succeeds.

        Only errors marked ``retryable`` are tried again, never before the instant the server named. Raises the last
        error, or LimitReachedError when no permit came in time.
        """
        for trial in self._trials(lambda: True):
            with trial, self._permit(resource, operation), _logged(resource, operation):
                return attempt()
        raise AssertionError("unreachable")

    def stream(self, resource: str, operation: str, attempt: Callable[[], Iterator[T]]) -> Iterator[T]:
        """The items of a streamed answer; retried only while nothing was yielded. The permit lasts for the stream."""
        yielded = threading.Event()
        for trial in self._trials(lambda: not yielded.is_set()):
            with trial, self._permit(resource, operation), _logged(resource, operation):
                for item in attempt():
                    yielded.set()
                    yield item
                return

    def _permit(self, resource: str, operation: str) -> AbstractContextManager[Permit]:
        return self._slots.hold(resource, self.caller, timeout_s=self._limits.queue_timeout_s, kind=operation)

    def _trials(self, may_retry: Callable[[], bool]) -> Iterator[stamina.Attempt]:
        def decide(error: Exception) -> bool | float:
            if not isinstance(error, PortalError) or not error.retryable or not may_retry():
                return False
            if type(error) is LimitReachedError:  # the wait for a permit, which was long enough
                return False
            if isinstance(error, LimitReachedError) and error.retry_after_s is not None:
                return error.retry_after_s if error.retry_after_s <= _MAX_SERVER_WAIT_S else False
            return True

        return iter(
            stamina.retry_context(
                on=decide,
                attempts=self._limits.attempts,
                timeout=None,
                wait_initial=1.0,
                wait_max=20.0,
                wait_jitter=1.0,
            )
        )


@contextmanager
def _logged(resource: str, operation: str) -> Iterator[None]:
    """One line per attempt: name, seconds, outcome. Never content."""
    started = time.monotonic()
    outcome = "ok"
    try:
        yield
    except PortalError as error:
        outcome = error.code
        raise
    except GeneratorExit:
        outcome = "closed"
        raise
    finally:
        seconds = round(time.monotonic() - started, 3)
        _log.info("outside_call_ended", resource=resource, operation=operation, seconds=seconds, outcome=outcome)
