"""Open connections by session, so that a revoked session loses its tabs within seconds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from anyio import to_thread
from starlette.types import Message, Receive, Scope, Send

from core.usuarios.service import UsuarioService

log = structlog.get_logger(__name__)

CLOSE_CODE = 4401
"""WebSocket close code of an ended session."""

_CHECK_EVERY_S = 2.0


class OpenConnections:
    """Every request and socket of a logged-in person that this process is serving."""

    def __init__(self, usuarios: Callable[[], UsuarioService]) -> None:
        self._usuarios = usuarios
        self._ended: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._answers: set[asyncio.Event] = set()

    @property
    def has_open_answers(self) -> bool:
        """Whether an HTTP answer (a download, a stream) is still being sent; sockets do not count."""
        return bool(self._answers)

    @contextmanager
    def track(self, sessao_id: UUID, *, is_socket: bool) -> Iterator[asyncio.Event]:
        """An event that is set when the session ends while the connection is open."""
        ended = asyncio.Event()
        self._ended[sessao_id].add(ended)
        if not is_socket:
            self._answers.add(ended)
        try:
            yield ended
        finally:
            self._answers.discard(ended)
            self._ended[sessao_id].discard(ended)
            if not self._ended[sessao_id]:
                del self._ended[sessao_id]

    def close(self, sessao_id: UUID) -> None:
        for ended in self._ended.get(sessao_id, ()):
            ended.set()

    def close_answers(self) -> None:
        """End the streams that are still open, so that the server can stop."""
        for ended in self._answers:
            ended.set()

    async def watch(self) -> None:
        """Close the connections of sessions that any process revoked; runs as long as the server."""
        while True:
            await asyncio.sleep(_CHECK_EVERY_S)
            asked = list(self._ended)
            if not asked:
                continue
            try:
                live = await to_thread.run_sync(self._usuarios().list_live, asked)
            except Exception:  # a watcher that dies would leave revoked tabs open for ever
                log.exception("sessions_not_checked")
                continue
            for sessao_id in set(asked) - live:
                self.close(sessao_id)


def guard_http(receive: Receive, ended: asyncio.Event) -> Receive:
    """A ``receive`` that reports a disconnect when the session ends; streams stop by it."""

    async def guarded() -> Message:
        if ended.is_set():
            return {"type": "http.disconnect"}
        reading = asyncio.ensure_future(receive())
        ending = asyncio.ensure_future(ended.wait())
        try:
            await asyncio.wait({reading, ending}, return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else {"type": "http.disconnect"}
        finally:
            reading.cancel()
            ending.cancel()

    return guarded


async def serve_socket(
    run: Callable[[Scope, Receive, Send], object], scope: Scope, receive: Receive, send: Send, ended: asyncio.Event
) -> None:
    """Run a WebSocket application and close its socket with ``CLOSE_CODE`` when the session ends."""
    is_closed = False

    async def send_until_closed(message: Message) -> None:
        nonlocal is_closed
        if is_closed:
            return
        is_closed = message["type"] == "websocket.close"
        await send(message)

    async def close_when_ended() -> None:
        await ended.wait()
        await send_until_closed({"type": "websocket.close", "code": CLOSE_CODE, "reason": "session ended"})

    closing = asyncio.create_task(close_when_ended())
    try:
        await run(scope, receive, send_until_closed)  # type: ignore[misc]
    finally:
        closing.cancel()
