"""A TCP proxy that misbehaves on command, to stand in front of Redis, PostgreSQL and the simulators.

It runs in a thread of its own; whoever started it changes the faults from any thread, in effect when the method
returns. What a fault does to connections that are already open is written at each method.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, zero seconds: closing sends RST and throws unsent bytes away."""


class Direction(StrEnum):
    """One half of a connection."""

    TO_SERVER = "to_server"
    TO_CLIENT = "to_client"


BOTH = frozenset(Direction)


_Piece = tuple[float, bytes]
"""When it is due, on the loop's clock, and what arrived; no bytes are the end of that direction."""


@dataclass(eq=False)
class _Link:
    """One client's connection; ``dead`` halves swallow what arrives until the connection closes."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None
    dead: set[Direction] = field(default_factory=set)
    received: int = 0

    def reset(self) -> None:
        for writer in (self.client, self.server):
            if writer is not None and not writer.transport.is_closing():
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                writer.transport.abort()


class FaultProxy:
    """Forwards ``127.0.0.1:port`` to a server, faithfully until told otherwise. Use as a context manager.

    ``accepted`` counts the connections so far; ``seed`` decides the jitter.
    """

    def __init__(self, host: str, port: int, *, seed: int = 1) -> None:
        self._upstream = (host, port)
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self._listener: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._latency_s = self._jitter_s = 0.0
        self._dead: frozenset[Direction] = frozenset()
        self._cut_after: int | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.port = 0
        self.accepted = 0

    @classmethod
    def before(cls, url: str, *, seed: int = 1) -> Self:
        """A proxy in front of the server that a URL names; see ``wrap``."""
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        return cls(parts.hostname, parts.port, seed=seed)

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen)
        return self

    def __exit__(self, *_error: object) -> None:
        self._call(self._close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def wrap(self, url: str) -> str:
        """The same URL by way of this proxy."""
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{login}{at}127.0.0.1:{self.port}").geturl()

    @property
    def open(self) -> int:
        """Connections open now."""
        return len(self._links)

    def delay(self, latency_s: float, *, jitter_s: float = 0.0) -> None:
        """Every piece arrives ``latency_s`` later in each direction, give or take ``jitter_s``; order stays."""
        self._latency_s, self._jitter_s = latency_s, jitter_s

    def cut(self) -> int:
        """Reset every open connection now; how many. New ones work."""
        return self._call(self._reset_all)

    def cut_after(self, size_bytes: int) -> None:
        """Reset the next connection that has received so many bytes from the server from now on, once."""
        self._call(self._arm, size_bytes)

    def half_open(self, dead: frozenset[Direction] = BOTH) -> None:
        """Open and new connections lose what goes in these directions and are never told, not even after ``heal``."""
        self._call(self._kill_halves, dead)

    def freeze(self) -> None:
        """Nothing is forwarded, in old and new connections; ``thaw`` goes on with all that was held back."""
        self._call(self._hold, True)

    def thaw(self) -> None:
        self._call(self._hold, False)

    def refuse(self) -> None:
        """New connections are refused; open ones live."""
        self._call(self._stop_listening)

    def heal(self) -> None:
        """End every fault. A half that is dead stays dead: its bytes are lost."""
        self._latency_s = self._jitter_s = 0.0
        self._call(self._recover)

    def _call(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        running: Future[T] = asyncio.run_coroutine_threadsafe(work(*arguments), self._loop)
        return running.result(10)

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _close(self) -> None:
        await self._stop_listening()
        await self._reset_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _reset_all(self) -> int:
        links = list(self._links)
        for link in links:
            link.reset()
        return len(links)

    async def _kill_halves(self, dead: frozenset[Direction]) -> None:
        self._dead = dead
        for link in self._links:
            link.dead |= dead

    async def _hold(self, is_frozen: bool) -> None:
        if is_frozen:
            self._flowing.clear()
        else:
            self._flowing.set()

    async def _arm(self, size_bytes: int) -> None:
        self._cut_after = size_bytes
        for link in self._links:
            link.received = 0

    async def _recover(self) -> None:
        self._cut_after = None
        self._dead = frozenset()
        self._flowing.set()
        await self._listen()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(writer, dead=set(self._dead))
        self._links.add(link)
        self.accepted += 1
        try:
            with suppress(asyncio.CancelledError):  # the proxy closes
                from_server, link.server = await asyncio.open_connection(*self._upstream)
                async with asyncio.TaskGroup() as halves:
                    halves.create_task(self._pump(reader, link.server, link, Direction.TO_SERVER))
                    halves.create_task(self._pump(from_server, writer, link, Direction.TO_CLIENT))
        except OSError:  # the server is away
            link.reset()
        finally:
            self._links.discard(link)
            for end in (link.client, link.server):
                if end is not None:
                    end.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: _Link, direction: Direction
    ) -> None:
        """One half until its end. A broken half breaks the other one too."""
        pieces: asyncio.Queue[_Piece] = asyncio.Queue(64)
        reading = asyncio.create_task(self._read(reader, pieces))
        try:
            while piece := await self._next(pieces, link, direction):
                writer.write(piece)
                await writer.drain()
                if direction is Direction.TO_CLIENT and self._is_cut(link):
                    link.reset()
                    return
            await reading
            writer.write_eof()
        except OSError:
            link.reset()
        finally:
            reading.cancel()

    async def _read(self, reader: asyncio.StreamReader, pieces: asyncio.Queue[_Piece]) -> None:
        try:
            while chunk := await reader.read(_CHUNK):
                delay_s = max(0.0, self._latency_s + self._random.uniform(-1, 1) * self._jitter_s)
                await pieces.put((self._loop.time() + delay_s, chunk))
        finally:
            await pieces.put((self._loop.time() + self._latency_s, b""))

    async def _next(self, pieces: asyncio.Queue[_Piece], link: _Link, direction: Direction) -> bytes:
        """The next piece that may go on, when it may; nothing at the end."""
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - self._loop.time())
            await self._flowing.wait()
            if direction not in link.dead:
                return self._trim(piece, link, direction)

    def _trim(self, piece: bytes, link: _Link, direction: Direction) -> bytes:
        """No more than ``cut_after`` allows."""
        if direction is Direction.TO_CLIENT and self._cut_after is not None:
            piece = piece[: self._cut_after - link.received]
            link.received += len(piece)
        return piece

    def _is_cut(self, link: _Link) -> bool:
        if self._cut_after is None or link.received < self._cut_after:
            return False
        self._cut_after = None
        return True
