"""Counts of what all processes did, in one Redis hash: they never go down and survive every process.

What cannot be sent while Redis is away is kept and goes with the next sending. Each batch has a name of its own, for a
server that was only slow executes later what its client gave up: no batch counts twice.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque

import redis
import structlog

Labels = tuple[tuple[str, str], ...]

_KEY = "counters"
_REMEMBERED_S = 600
_MOST_KEPT = 10_000
"""Batches kept while Redis is away; older ones are lost."""

_ADD = """
if not redis.call('SET', KEYS[2] .. ARGV[1], 1, 'NX', 'EX', ARGV[2]) then return 0 end
for place = 3, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[place], ARGV[place + 1]) end
return 1
"""

_log = structlog.get_logger()


class Counters:
    """One object per process; threads share it."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._script = client.register_script(_ADD)
        self._noted: dict[str, float] = {}
        self._unsent: deque[tuple[str, dict[str, float]]] = deque(maxlen=_MOST_KEPT)
        self._lock = threading.Lock()

    def add(self, name: str, by: float = 1, /, **labels: str) -> None:
        """Count now, together with all that was noted before. Raises nothing: counting must not stop the work."""
        self.note(name, by, **labels)
        self.send()

    def note(self, name: str, by: float = 1, /, **labels: str) -> None:
        """Count with the next sending."""
        field = json.dumps([name, sorted(labels.items())])
        with self._lock:
            self._noted[field] = self._noted.get(field, 0) + by

    def send(self) -> None:
        """One round trip for whatever was noted, and one for each batch kept back."""
        with self._lock:
            if self._noted:
                self._unsent.append((uuid.uuid4().hex, self._noted))
                self._noted = {}
        while (batch := self._take()) is not None:
            name, counts = batch
            args = [name, _REMEMBERED_S, *(part for pair in counts.items() for part in pair)]
            try:
                self._script(keys=[_KEY, f"{_KEY}:sent:"], args=args, client=self._client)
            except redis.RedisError as error:
                _log.warning("counts_kept_back", reason=type(error).__name__)
                with self._lock:
                    self._unsent.appendleft(batch)
                return

    def read(self) -> dict[tuple[str, Labels], float]:
        """All counts by name and sorted labels. Raises redis.RedisError when the server is away."""
        found: dict[tuple[str, Labels], float] = {}
        for field, value in self._client.hgetall(_KEY).items():
            name, labels = json.loads(field)
            found[name, tuple((key, text) for key, text in labels)] = float(value)
        return found

    def _take(self) -> tuple[str, dict[str, float]] | None:
        with self._lock:
            return self._unsent.popleft() if self._unsent else None
