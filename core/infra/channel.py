"""The channel between a worker and the pages: one Redis Stream per operation, replayed from any point.

Writers are fenced: each attempt at an operation has a number, and once a newer attempt opened the stream,
what a replaced (stalled, not yet dead) worker still publishes is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import redis
import redis.asyncio

from core.events import Event, OperationEnded, decode_event, encode_event
from core.infra.cancel import shielded
from core.infra.redis import BLOCK_S

START = "0"
"""Position before the first event."""

_TTL_S = 24 * 3600
_MAX_EVENTS = 20_000

_PUBLISH = """
local fence = tonumber(redis.call('GET', KEYS[2]) or '0')
if fence > tonumber(ARGV[1]) then return false end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'kind', ARGV[2], 'body', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return id
"""
_OPEN = """
local fence = tonumber(redis.call('GET', KEYS[1]) or '0')
if fence > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""


class AttemptReplacedError(RuntimeError):
    """A newer attempt took over this operation; the caller must stop without touching anything."""


@dataclass(frozen=True)
class Followed:
    """An event with its position in the stream."""

    position: str
    event: Event


class Publisher:
    """Appends the events of one attempt."""

    def __init__(self, client: redis.Redis, operation_id: UUID, attempt: int) -> None:
        self._client = client
        self._keys = [_stream_key(operation_id), _fence_key(operation_id)]
        self._attempt = attempt
        self._script = client.register_script(_PUBLISH)
        is_open = client.register_script(_OPEN)(keys=self._keys[1:], args=[attempt, _TTL_S])
        if not is_open:
            raise AttemptReplacedError(f"attempt {attempt} of {operation_id}")

    def publish(self, event: Event) -> None:
        """Append one event. Raises AttemptReplacedError when a newer attempt exists."""
        entry = encode_event(event)
        args: list[str | int] = [self._attempt, entry["kind"], entry["body"], _MAX_EVENTS, _TTL_S]
        with shielded():
            position = self._script(keys=self._keys, args=args)
        if not position:
            raise AttemptReplacedError(f"attempt {self._attempt}")


class Channel:
    """Reads and opens streams. The asynchronous reader is for routes, the plain ones for scripts, jobs and tests."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def open(self, operation_id: UUID, attempt: int) -> Publisher:
        return Publisher(self._client, operation_id, attempt)

    def replay(self, operation_id: UUID, after: str = START) -> tuple[Followed, ...]:
        """Everything published so far after a position; empty when the stream is gone (a day) or never began."""
        entries: Any = self._client.xrange(_stream_key(operation_id), min=f"({after}")
        return tuple(_decode(entries))

    def replay_events(self, operation_id: UUID) -> tuple[Event, ...]:
        """The events alone, from the start."""
        return tuple(followed.event for followed in self.replay(operation_id))

    def read_silences(self, operation_ids: Sequence[UUID]) -> dict[UUID, float]:
        """Seconds since the newest event of each operation, on the server's clock; none for one without a stream."""
        if not operation_ids:
            return {}
        with self._client.pipeline(transaction=False) as pipeline:
            pipeline.time()
            for operation_id in operation_ids:
                pipeline.xrevrange(_stream_key(operation_id), count=1)
            (seconds, micros), *newest = pipeline.execute()
        now_s = seconds + micros / 1e6
        return {
            operation_id: max(0.0, now_s - read_time_s(entries[0][0]))
            for operation_id, entries in zip(operation_ids, newest, strict=True)
            if entries
        }

    def follow(self, operation_id: UUID, after: str = START) -> Iterator[Followed]:
        """Events from a position on, waiting for new ones, until OperationEnded."""
        position = after
        while True:
            answer: Any = self._client.xread({_stream_key(operation_id): position}, block=int(BLOCK_S * 1000))
            for followed in _decode(_entries(answer)):
                position = followed.position
                yield followed
                if isinstance(followed.event, OperationEnded):
                    return


async def read_batch(
    client: redis.asyncio.Redis, operation_id: UUID, after: str = START, *, block_s: float = 0
) -> tuple[Followed, ...]:
    """Everything after a position, at once when there is something; empty after ``block_s`` of silence.

    Raises redis.RedisError when Redis is away.
    """
    block_ms = int(block_s * 1000) or None  # 0 would wait for ever
    try:
        answer: Any = await client.xread({_stream_key(operation_id): after}, block=block_ms)
    except RuntimeError as error:  # uvloop's word for a connection that was closed meanwhile; redis-py lets it through
        raise redis.ConnectionError("the connection was closed") from error
    return tuple(_decode(_entries(answer)))


def read_time_s(position: str) -> float:
    """When an event was appended, in seconds since 1970 on Redis' clock: its position begins with it."""
    return int(position.partition("-")[0]) / 1000


def _entries(answer: Any) -> list[tuple[str, dict[str, str]]]:
    """The entries of the only stream that was asked for, in both shapes that redis-py answers."""
    if not answer:
        return []
    streams = list(answer.values()) if isinstance(answer, dict) else [stream[1] for stream in answer]
    entries: Any = streams[0]
    return entries[0] if entries and isinstance(entries[0], list) else entries


def _decode(entries: Any) -> Iterator[Followed]:
    for position, fields in entries:
        event = decode_event(fields)
        if event is not None:
            yield Followed(position, event)


def _stream_key(operation_id: UUID) -> str:
    return f"operation:{{{operation_id}}}:events"


def _fence_key(operation_id: UUID) -> str:
    return f"operation:{{{operation_id}}}:attempt"
