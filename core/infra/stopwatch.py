"""How long an operation has run, over all its attempts: a worker that dies hands its clock to the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import redis

_TTL_S = 24 * 3600


@dataclass(frozen=True)
class Stopwatch:
    """One attempt: what it may still run, and where it says how long it has run so far."""

    left_s: float
    note: Callable[[float], None]


class Stopwatches:
    """Running seconds by operation, shared by all processes. Raises redis.RedisError when the server is away."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def resume(self, operation_id: UUID, limit_s: float) -> Stopwatch:
        """For the next attempt at an operation that may run ``limit_s`` in all of them together."""
        before_s = self.read_s(operation_id)

        def note(ran_s: float) -> None:
            self._client.set(_key(operation_id), f"{before_s + ran_s:.3f}", ex=_TTL_S)

        return Stopwatch(limit_s - before_s, note)

    def read_s(self, operation_id: UUID) -> float:
        return float(self._client.get(_key(operation_id)) or 0)

    def reset(self, operation_id: UUID) -> None:
        self._client.delete(_key(operation_id))


def _key(operation_id: UUID) -> str:
    return f"ran:{operation_id}"
