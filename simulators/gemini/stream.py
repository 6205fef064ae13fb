"""Sending answers at the pace of the real service, and noticing at once when nobody listens any more."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from simulators.control import Control, run_until_disconnect
from simulators.gemini.failures import error_body, storm_details
from simulators.gemini.wire import Json, Reply
from simulators.ledger import Call

FIRST_PIECE_S = 0.8
CHARS_PER_S = 450.0
CHUNK_CHARS = 30
MIN_SLEEP_S = 0.004
"""Pieces closer than this are sent together, so that a fast simulator does not spend its time asleep."""

STREAM_CALL = "streamGenerateContent"


@dataclass(frozen=True)
class Answer:
    """What is sent: the composed text after limits and faults."""

    text: str
    finish_reason: str = "STOP"
    thought: str = ""


class CutError(Exception):
    """The connection is to be dropped here, without the end of the answer."""


def split_pieces(text: str, *, size: int, rng: random.Random) -> Iterator[str]:
    """The text in pieces of about ``size`` characters, with small variation by seed."""
    start = 0
    while start < len(text):
        end = start + max(1, round(size * rng.uniform(0.7, 1.3)))
        yield text[start:end]
        start = end


class PacedStream(Response):
    """A server-sent event stream of one answer; its ledger entry ends when the stream does.

    The entry gets first_t (Unix seconds of the first piece), chars and sha256 of all the text that was handed to the
    connection, and the outcome: ok, cancelled, or the fault's mode.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        control: Control,
        entry: Call,
        reply: Reply,
        *,
        compose: Callable[[], Answer],
        mode: str,
    ) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._control, self._entry, self._reply = control, entry, reply
        self._compose, self._mode = compose, mode
        self._chars = 0
        self._hash = hashlib.sha256()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        self._entry.outcome = "cancelled"
        try:
            if await run_until_disconnect(receive, self._send_all(send)):
                self._entry.outcome = self._mode or "ok"
        except CutError:
            # Returning without the last body message makes the server drop the connection.
            self._entry.outcome = "cut"
        finally:
            self._entry.detail |= {"chars": self._chars, "sha256": self._hash.hexdigest()}
            self._control.ledger.end("gemini", STREAM_CALL, self._entry, duration_s=time.monotonic() - began)

    async def _send_all(self, send: Send) -> None:
        answer, _ = await asyncio.gather(
            asyncio.to_thread(self._compose), self._control.pause(STREAM_CALL, FIRST_PIECE_S)
        )
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self._chunks(answer):
            line = f"data: {json.dumps(chunk, ensure_ascii=False)}\r\n\r\n"
            await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _chunks(self, answer: Answer) -> AsyncIterator[Json]:
        if answer.thought:
            yield self._reply.chunk(answer.thought, chars_sent=0, is_thought=True)
        halt_at = self._halt_at(answer)
        async for piece in self._paced(answer.text[:halt_at]):
            yield self._next_chunk(piece, answer)
        if halt_at is not None:
            async for chunk in self._interruption(answer, halt_at):
                yield chunk
        elif not answer.text:
            yield self._reply.chunk("", chars_sent=0, finish_reason=answer.finish_reason)

    def _halt_at(self, answer: Answer) -> int | None:
        """Where the stream is interrupted; None when it is not."""
        if self._mode not in ("cut", "error_event", "stall"):
            return None
        return min(int(self._control.faults.options.get("after_chars", 400)), max(0, len(answer.text) - 1))

    async def _interruption(self, answer: Answer, halt_at: int) -> AsyncIterator[Json]:
        """What happens in the middle of the text, and the rest of it where there is one."""
        options = self._control.faults.options
        if self._mode == "cut":
            raise CutError
        if self._mode == "error_event":
            status = int(options.get("status", 503))
            yield error_body(status, details=storm_details(status, self._reply.model, options.get("retry_after_s")))
            return
        await asyncio.sleep(float(options.get("stall_s", 120)))
        yield self._next_chunk(answer.text[halt_at:], answer)

    def _next_chunk(self, piece: str, answer: Answer) -> Json:
        if not self._chars:
            self._entry.detail["first_t"] = time.time()
        self._chars += len(piece)
        self._hash.update(piece.encode())
        reason = answer.finish_reason if self._chars == len(answer.text) else ""
        return self._reply.chunk(piece, chars_sent=self._chars, finish_reason=reason)

    async def _paced(self, text: str) -> AsyncIterator[str]:
        options = self._control.faults.options
        rate = float(options.get("chars_per_s", CHARS_PER_S * self._control.speed))
        rng = random.Random(self._reply.response_id)
        clock = asyncio.get_running_loop().time
        began, sent = clock(), 0
        for piece in split_pieces(text, size=int(options.get("chunk_chars", CHUNK_CHARS)), rng=rng):
            wait = began + sent / rate - clock()
            if wait > MIN_SLEEP_S:
                await asyncio.sleep(wait)
            sent += len(piece)
            yield piece


class DroppedResponse(Response):
    """Half of a JSON body and then a dropped connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
