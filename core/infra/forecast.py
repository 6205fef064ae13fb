"""When a waiter will start, from how long permits are held now and how long they were held before."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_QUANTILES = 16
"""Past durations are thinned to this many: enough for the shape, few enough to be cheap for each waiter."""

_ROUNDS = 3
"""Hand-overs of every permit that are followed one by one; beyond them the queue moves at its mean speed."""

_OVERDUE_SHARE = 0.1
"""A permit held longer than any before is expected back after this share of the mean."""


@dataclass(frozen=True)
class Outline:
    """Seconds. ``held`` are (kind, time held so far); ``kinds`` past durations of those kinds, ``past`` of all."""

    held: tuple[tuple[str, float], ...] = ()
    kinds: Mapping[str, Sequence[float]] = field(default_factory=dict)
    past: Sequence[float] = ()


def forecast_start_s(outline: Outline, position: int, limit: int) -> float | None:
    """Expected seconds until the waiter at ``position`` (1 is next) gets a permit; None before anything was measured.

    Each permit in use spreads its end over the past durations that are longer than its age, each permit handed on
    spreads the next one. The n-th waiter starts when that many ends (less one half) are expected.
    """
    past = _thin(outline.past)
    if not past:
        return None
    free = limit - len(outline.held)
    if position <= free:
        return 0.0
    ends: list[tuple[float, float]] = []
    for kind, age in outline.held:
        ends.extend(_spread(_thin(outline.kinds.get(kind, ())) or past, age))
    for _ in range(free):
        ends.extend(_spread(past, 0.0))
    heapq.heapify(ends)
    expected, instant = 0.0, 0.0
    turns = position - free
    followed = min(turns, _ROUNDS * limit)
    for turn in range(1, followed + 1):
        while ends and expected < turn - 0.5:
            instant, share = heapq.heappop(ends)
            expected += share
        for end, share in _spread(past, 0.0):
            heapq.heappush(ends, (instant + end, share))
    return instant + (turns - followed) * sum(past) / len(past) / limit


def _spread(durations: Sequence[float], age: float) -> list[tuple[float, float]]:
    """Moments from now at which something of this age may end, each with its probability."""
    longer = [duration - age for duration in durations if duration > age]
    if not longer:
        return [(_OVERDUE_SHARE * sum(durations) / len(durations), 1.0)]
    return [(left, 1.0 / len(longer)) for left in longer]


def _thin(durations: Sequence[float]) -> list[float]:
    ordered = sorted(durations)
    if len(ordered) <= _QUANTILES:
        return ordered
    step = len(ordered) / _QUANTILES
    return [ordered[int((index + 0.5) * step)] for index in range(_QUANTILES)]
