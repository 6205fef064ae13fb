"""Where each geração that waits stands and when it may start: one reading for everybody of a process who looks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from core.infra.failopen import FailOpen
from core.infra.queue import QueueName, WorkQueue
from core.infra.slots import Slots

_RESOURCE = "geracao"
_FRESH_S = 0.4
"""Age up to which a reading answers everybody: a page must show a new place within a second."""

_FORECAST_S = 3.0
"""Age up to which the forecast for a place is used again."""

_SLACK_S, _SLACK_SHARE = 30.0, 0.35
"""A new forecast that differs less than this from what is shown changes nothing: it only counts down."""


def build_key(geracao_id: UUID) -> str:
    """The name of a geração's work in the queue."""
    return f"geracao-{geracao_id}"


@dataclass(frozen=True)
class Lugar:
    """A place from 1. ``espera_s``: seconds until it may start; None before anything was measured."""

    posicao: int
    espera_s: float | None = None


class Fila:
    """The gerações that no worker took yet. Thread-safe; while Redis is away nobody has a place."""

    def __init__(self, queue: WorkQueue, slots: Slots, clock: Callable[[], float] = time.monotonic) -> None:
        self._queue = queue
        self._slots = slots
        self._clock = clock
        self._fail_open = FailOpen("fila")
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._lugares: Mapping[str, Lugar] = {}
        self._forecasts: dict[int, tuple[float, float | None]] = {}
        self._starts: dict[str, float] = {}

    def find(self, geracao_id: UUID) -> Lugar | None:
        """None when it does not wait. The answer may be half a second old."""
        if self._clock() - self._read_at >= _FRESH_S and self._lock.acquire(blocking=False):
            try:
                self._lugares = self._fail_open.run(self._read, {})
                self._read_at = self._clock()
            finally:
                self._lock.release()
        return self._lugares.get(build_key(geracao_id))

    def _read(self) -> Mapping[str, Lugar]:
        waiting = self._queue.list_waiting(QueueName.PECAS)
        ahead = self._slots.count_waiting(_RESOURCE) if waiting else 0
        self._starts = {key: self._starts[key] for key in waiting if key in self._starts}
        return {key: Lugar(ahead + place, self._expect(key, place)) for place, key in enumerate(waiting, start=1)}

    def _expect(self, key: str, place: int) -> float | None:
        forecast_s = self._forecast(place)
        if forecast_s is None:
            return None
        now = self._clock()
        shown_s = max(self._starts.get(key, now + forecast_s) - now, 0.0)
        if abs(forecast_s - shown_s) > max(_SLACK_S, _SLACK_SHARE * shown_s):
            shown_s = forecast_s
        self._starts[key] = now + shown_s
        return shown_s

    def _forecast(self, place: int) -> float | None:
        now = self._clock()
        asked_at, forecast_s = self._forecasts.get(place, (float("-inf"), None))
        if now - asked_at >= _FORECAST_S:
            forecast_s = self._slots.estimate_s(_RESOURCE, place)
            self._forecasts[place] = now, forecast_s
        return forecast_s
