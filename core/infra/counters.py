"""Counts of what all processes did, in one Redis hash: they never go down and survive every process.

What cannot be sent while Redis is away is kept and goes with the next sending.
"""

from __future__ import annotations

import json
import threading
from collections import Counter

import redis
import structlog

Labels = tuple[tuple[str, str], ...]

_KEY = "counters"

_log = structlog.get_logger()


class Counters:
    """One object per process; threads share it."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._unsent: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, name: str, by: float = 1, /, **labels: str) -> None:
        """Count now, together with all that was noted before. Raises nothing: counting must not stop the work."""
        self.note(name, by, **labels)
        self.send()

    def note(self, name: str, by: float = 1, /, **labels: str) -> None:
        """Count with the next sending."""
        with self._lock:
            self._unsent[json.dumps([name, sorted(labels.items())])] += by  # type: ignore[assignment]  # seconds too

    def send(self) -> None:
        """One round trip, whatever was noted."""
        with self._lock:
            unsent, self._unsent = self._unsent, Counter()
        if not unsent:
            return
        pipeline = self._client.pipeline(transaction=True)
        for field, by in unsent.items():
            pipeline.hincrbyfloat(_KEY, field, by)
        try:
            pipeline.execute()
        except redis.RedisError as error:
            _log.warning("counts_kept_back", reason=type(error).__name__)
            with self._lock:
                self._unsent.update(unsent)

    def read(self) -> dict[tuple[str, Labels], float]:
        """All counts by name and sorted labels. Raises redis.RedisError when the server is away."""
        found: dict[tuple[str, Labels], float] = {}
        for field, value in self._client.hgetall(_KEY).items():
            name, labels = json.loads(field)
            found[name, tuple((key, text) for key, text in labels)] = float(value)
        return found
