"""Open connections by session, so that a revoked session loses its tabs within seconds."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from anyio import to_thread
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.usuarios.service import UsuarioService

log = structlog.get_logger(__name__)

CLOSE_CODE = 4401
"""WebSocket close code of an ended session."""

_CHECK_EVERY_S = 2.0
_STOP_S = 1.0
"""Given to an answer to end by itself after it was told that the session ended."""


class Ending(asyncio.Event):
    """Set when a connection has to end: its session was revoked, or else the portal stops."""

    is_revoked = False

    def revoke(self) -> None:
        self.is_revoked = True
        self.set()


class OpenConnections:
    """Every request and socket of a logged-in person that this process is serving."""

    def __init__(self, usuarios: Callable[[], UsuarioService]) -> None:
        self._usuarios = usuarios
        self._ended: defaultdict[UUID, set[Ending]] = defaultdict(set)
        self._answers: set[Ending] = set()

    @property
    def has_open_answers(self) -> bool:
        """Whether an HTTP answer (a download, a stream) is still being sent; sockets do not count."""
        return bool(self._answers)

    @contextmanager
    def track(self, sessao_id: UUID, *, is_socket: bool) -> Iterator[Ending]:
        """An event that is set when the session ends while the connection is open."""
        ended = Ending()
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
            ended.revoke()

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


def build_ended() -> Response:
    """What a session that is over gets."""
    return PlainTextResponse("A sessão no portal terminou.", 401, {"cache-control": "no-store"})


async def serve_answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send, ended: Ending) -> None:
    """Run an HTTP application; when the session ends it is told of a disconnect, and stopped if it goes on.

    An answer cut that way is closed properly, so that the server does not take it for a failure. One that had not begun
    becomes a 401 where the session was revoked, and is waited for where the portal stops.
    """
    is_started = is_complete = False

    async def send_noting(message: Message) -> None:
        nonlocal is_started, is_complete
        is_started = True
        is_complete = message["type"] == "http.response.body" and not message.get("more_body", False)
        await send(message)

    async def answer() -> None:
        await app(scope, _report_end(receive, ended), send_noting)

    answering, ending = asyncio.create_task(answer()), asyncio.create_task(ended.wait())
    try:
        await asyncio.wait({answering, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            await asyncio.wait({answering}, timeout=_STOP_S)
        if answering.done():
            answering.result()
        elif is_started or ended.is_revoked:
            answering.cancel()
            await asyncio.wait({answering})
        else:
            await answering
        if ended.is_revoked and not is_started:
            await build_ended()(scope, receive, send)
        elif ended.is_set() and is_started and not is_complete:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        answering.cancel()
        ending.cancel()


async def serve_socket(app: ASGIApp, scope: Scope, receive: Receive, send: Send, ended: asyncio.Event) -> None:
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
        await app(scope, receive, send_until_closed)
    finally:
        closing.cancel()


def _report_end(receive: Receive, ended: asyncio.Event) -> Receive:
    """A ``receive`` that reports a disconnect when the session ends; most streams stop by it."""

    async def reporting() -> Message:
        if ended.is_set():
            return {"type": "http.disconnect"}
        reading, ending = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
        try:
            await asyncio.wait({reading, ending}, return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else {"type": "http.disconnect"}
        finally:
            reading.cancel()
            ending.cancel()

    return reporting
