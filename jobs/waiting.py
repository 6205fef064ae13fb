"""What a running operation waits for, told to the screen: one sentence however many of its calls wait."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

from core.events import TurnWaited
from core.infra.channel import Publisher
from core.infra.slots import Place, WaitReason

_COARSE_S = 5.0
"""The forecast of a turn is told in steps of this size: a screen that changes each second tells nothing."""


class WaitTeller:
    """Publishes the nearest turn among the calls of one operation, each time that it changes."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._lock = threading.Lock()
        self._waiting: dict[int, TurnWaited] = {}
        self._last: TurnWaited | None = None

    def tell(self, resource: str, place: Place) -> None:
        """Called by each thread that waits, about once a second, and with position 0 when it got in."""
        waited = TurnWaited(resource, place.position, _round_forecast(place), place.reason.value)
        with self._lock:
            if place.position:
                self._waiting[threading.get_ident()] = waited
            else:
                self._waiting.pop(threading.get_ident(), None)
            nearest = min(self._waiting.values(), key=lambda wait: wait.position, default=replace(waited, position=0))
            if nearest == self._last:
                return
            self._last = nearest
            self._publisher.publish(nearest)


def _round_forecast(place: Place) -> float | None:
    """Forecasts are vague; the end of a pause or of a quota is known, to the second."""
    if place.expected_s is None:
        return None
    if place.reason is WaitReason.QUEUE:
        return _COARSE_S * round(place.expected_s / _COARSE_S)
    return float(math.ceil(place.expected_s))
