"""Stopping work at once: Parar and deadlines interrupt the main thread of a job wherever it waits.

A watcher thread looks at Redis and at the clock; when it is time it sends a signal to its own process, and the
handler raises in the main thread, inside whatever blocking call that is. ``with`` blocks release what they hold.
Short stretches that must not be torn (a transaction, a hand-back) are shielded: the error is raised at their end.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from uuid import UUID

import redis

from core.errors import DeadlineError, OperationCancelledError, PortalError, QueueUnavailableError

_POLL_S = 0.25
_CLEANING_UP_S = 2.0
_STALL_S = 1.0
"""Most that one look at the clock may add to the running time: a stalled process or server does not run."""

_NOTED_S = 1.0
"""Running time that may be lost with a process that is killed."""

_TTL_S = 24 * 3600


class CancelSwitch:
    """Cancel requests by operation or by key of work, shared by all processes."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def request(self, operation_id: UUID | str) -> None:
        """Ask for the stop. Raises QueueUnavailableError when Redis does not answer."""
        try:
            self._client.set(_key(operation_id), "1", ex=_TTL_S)
        except redis.RedisError as error:
            raise QueueUnavailableError("cancel request failed") from error

    def clear(self, operation_id: UUID | str) -> None:
        """Forget a request, for an operation that is taken up again."""
        self._client.delete(_key(operation_id))

    def is_requested(self, operation_id: UUID | str) -> bool:
        return bool(self._client.exists(_key(operation_id)))


class Interruption:
    """Raises a chosen error in the main thread; again when the work swallowed it and goes on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_armed = False
        self._error: PortalError | None = None
        self._quiet_until = 0.0

    def interrupt(self, error: PortalError) -> None:
        """Ask for the error to be raised in the main thread, unless one is on its way or just was. Any thread may call.

        A library may take it for a failure of its own; cleaning up after it is left alone for two seconds.
        """
        with self._lock:
            if not self._is_armed or self._error is not None or time.monotonic() < self._quiet_until:
                return
            self._error = error
            os.kill(os.getpid(), signal.SIGUSR1)

    @contextmanager
    def armed(self) -> Iterator[None]:
        """The stretch in which an interruption may be raised. Main thread only.

        The handler stays when it ends: a signal sent at the last moment must find somebody who ignores it.
        """
        signal.signal(signal.SIGUSR1, self._handle)
        self._is_armed = True
        try:
            yield
        finally:
            self._is_armed = False

    def throw(self) -> None:
        """Raise what was asked for, if anything. Main thread only."""
        if not self._is_armed or self._error is None:
            return
        error, self._error = self._error, None
        self._quiet_until = time.monotonic() + _CLEANING_UP_S
        raise error

    def _handle(self, _signum: int, _frame: FrameType | None) -> None:
        if _shield.depth:
            _shield.pending = self
        else:
            self.throw()


class _Shield(threading.local):
    depth: int = 0
    pending: Interruption | None = None


_shield = _Shield()


@contextmanager
def shielded() -> Iterator[None]:
    """A stretch of milliseconds that an interruption must not tear; it is raised at the end instead."""
    _shield.depth += 1
    try:
        yield
    finally:
        _shield.depth -= 1
        if not _shield.depth and _shield.pending is not None:
            pending, _shield.pending = _shield.pending, None
            pending.throw()


def _never() -> bool:
    return False


def _forget(_ran_s: float) -> None:
    """For whom the running time does not matter."""


@contextmanager
def interruptible(
    is_cancelled: Callable[[], bool],
    *,
    deadline_s: float,
    is_waiting: Callable[[], bool] = _never,
    note_ran: Callable[[float], None] = _forget,
) -> Iterator[Interruption]:
    """Run a block that ends with OperationCancelledError on request, or with DeadlineError after ``deadline_s``.

    Only running time counts: the clock stands still while ``is_waiting``, and while this process was stopped.
    ``note_ran`` is told the running seconds so far, about once in each of them.
    """
    interruption = Interruption()
    stop = threading.Event()

    def watch() -> None:
        ran_s, noted_s, looked_at = 0.0, 0.0, time.monotonic()
        while not stop.wait(_POLL_S):
            before, looked_at = looked_at, time.monotonic()
            if not is_waiting():
                ran_s += min(looked_at - before, _STALL_S)
            if ran_s >= deadline_s:
                interruption.interrupt(DeadlineError(f"deadline of {deadline_s:.0f} s"))
            elif _is_true(is_cancelled):
                interruption.interrupt(OperationCancelledError())
            if ran_s - noted_s >= _NOTED_S:
                noted_s = ran_s
                with suppress(redis.RedisError):
                    note_ran(ran_s)

    watcher = threading.Thread(target=watch, name="cancel-watcher", daemon=True)
    with interruption.armed():
        watcher.start()
        try:
            yield interruption
        finally:
            stop.set()


def _is_true(question: Callable[[], bool]) -> bool:
    """A server that does not answer right now is no reason to stop the work."""
    try:
        return question()
    except redis.RedisError:
        return False


def _key(operation_id: UUID | str) -> str:
    return f"cancel:{operation_id}"
