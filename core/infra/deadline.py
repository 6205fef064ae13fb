"""The end of one outside call: whatever trickles in, at the deadline its socket is shut down.

Time-outs of HTTP libraries bound silence only; a server that sends a byte now and then would keep a permit for ever.
A client adds ``join_call`` to the request hooks of its HTTP client and ``end_at_deadline`` to its response hooks; the
guard does the rest.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from core.errors import BadResponseError, DeadlineError, ServiceUnavailableError
from core.infra.lines import Lines, Question, shut_down

T = TypeVar("T")


class Answer(Protocol):
    """An answer whose body is still on its way, as httpx gives it to its hooks."""

    @property
    def extensions(self) -> Mapping[str, Any]: ...


class Deadline:
    """One attempt and the seconds it may take, from now."""

    def __init__(self, seconds: float, lines: Lines) -> None:
        self.lines = lines
        self._seconds = seconds
        self._ends_at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_ended = False
        self.was_cut = False
        self.has_ended_call = False
        """True once the call ended here; a DeadlineError may also be that of a whole job."""

    def bound(self, attempt: Callable[[], Iterator[T]]) -> Iterator[T]:
        """The items of the attempt until the deadline. Raises DeadlineError there."""
        items: Iterator[T] = iter(())
        try:
            with self._current():
                items = iter(attempt())
            while True:
                with self._current():
                    try:
                        item = next(items)
                    except StopIteration:
                        break
                self._require_time()
                yield item
            self._require_uncut()  # an answer without a length looks whole when its socket is shut down
        except (ServiceUnavailableError, BadResponseError) as error:
            if not self.was_cut or isinstance(error, DeadlineError):
                raise
            raise self._build_error() from error
        finally:
            self._end()
            if isinstance(items, Iterator) and hasattr(items, "close"):
                items.close()

    def watch(self, response: Answer) -> None:
        """Shut the socket of this answer down at the deadline."""
        stream = response.extensions.get("network_stream")
        if stream is None:  # a transport without a network
            return
        sock: socket.socket = stream.get_extra_info("socket")
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(max(self._ends_at - time.monotonic(), 0), self._cut, (sock,))
            self._timer.daemon = True
            self._timer.start()

    @contextmanager
    def _current(self) -> Iterator[None]:
        _local.deadline = self
        try:
            yield
        finally:
            _local.deadline = None

    def _build_error(self) -> DeadlineError:
        self.has_ended_call = True
        return DeadlineError(f"call longer than {self._seconds:.0f} s")

    def _require_time(self) -> None:
        if self.was_cut or time.monotonic() >= self._ends_at:
            raise self._build_error()

    def _require_uncut(self) -> None:
        if self.was_cut:
            raise self._build_error()

    def _cut(self, sock: socket.socket) -> None:
        with self._lock:
            if self._is_ended:
                return
            self.was_cut = True
            shut_down(sock)

    def _end(self) -> None:
        with self._lock:
            self._is_ended = True
            if self._timer is not None:
                self._timer.cancel()


class _Local(threading.local):
    deadline: Deadline | None = None


_local = _Local()


def join_call(request: Question) -> None:
    """Request hook: the request belongs to the attempt that runs in this thread, and ends with all calls."""
    if _local.deadline is not None:
        _local.deadline.lines.watch(request)


def end_at_deadline(response: Answer) -> None:
    """Response hook: the answer belongs to the attempt that runs in this thread."""
    if _local.deadline is not None:
        _local.deadline.watch(response)
