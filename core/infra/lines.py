"""The sockets of all outside calls of a process, so that every call in flight can be ended at once.

Closing an HTTP client wakes no thread that reads, and it would not open again. Here the sockets are shut down instead;
the HTTP library sees a broken connection and opens another for the next call.
"""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Protocol

from core.errors import OperationCancelledError

_OPENED = ("connect_tcp.complete", "start_tls.complete")
"""Ends of the names of the events with which the HTTP library hands out a new socket."""


class Question(Protocol):
    """A request that is about to leave, as httpx gives it to its hooks."""

    @property
    def extensions(self) -> MutableMapping[str, Any]: ...


class Lines:
    """The open sockets. ``require_open`` raises once this process may call no more."""

    def __init__(self, require_open: Callable[[], None]) -> None:
        self._require_open = require_open
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()

    def watch(self, request: Question) -> None:
        """Learn of the socket that is opened for this request; one that is kept open was learnt of before."""
        self._require_open()
        request.extensions["trace"] = self._note

    def shut(self) -> None:
        """End all calls in flight. When no more may begin, none leaves after this returns."""
        with self._lock:
            for sock in list(self._sockets):
                shut_down(sock)

    def _note(self, event: str, info: Mapping[str, Any]) -> None:
        if not event.endswith(_OPENED):
            return
        stream = info["return_value"]
        with self._lock:
            try:
                self._require_open()
            except OperationCancelledError:
                stream.close()
                raise
            self._sockets.add(stream.get_extra_info("socket"))


def shut_down(sock: socket.socket) -> None:
    """Wake the reader. The plain socket's method: that of a TLS socket would drop its state under the reader."""
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # already closed
