"""The last lines that a piece of work wrote to its log, kept outside its process, which may be killed at any moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import redis

MAX_LINES = 50

_TTL_S = 7 * 24 * 3600
_MAX_CHARS = 200
_PLAIN = (str, int, float, bool)


class WorkLog:
    """Reads and writes the lines of work by its key."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def append(self, key: str, line: Mapping[str, Any]) -> None:
        """Keep the plain fields of one line; longer structures, such as tracebacks, are left out."""
        plain = {name: str(value)[:_MAX_CHARS] for name, value in line.items() if isinstance(value, _PLAIN)}
        with self._client.pipeline(transaction=False) as pipeline:
            pipeline.rpush(_key(key), json.dumps(plain, ensure_ascii=False))
            pipeline.ltrim(_key(key), -MAX_LINES, -1)
            pipeline.expire(_key(key), _TTL_S)
            pipeline.execute()

    def read(self, key: str) -> tuple[dict[str, str], ...]:
        """The lines, oldest first; empty when there were none or they are gone."""
        lines: Any = self._client.lrange(_key(key), 0, -1)
        return tuple(json.loads(line) for line in lines)


def _key(key: str) -> str:
    return f"worklog:{key}"
