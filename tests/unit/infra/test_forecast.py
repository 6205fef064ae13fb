"""The expected start, against queues that are really played through."""

from __future__ import annotations

import heapq
import random
from statistics import mean

import pytest

from core.infra.forecast import Outline, forecast_start_s

_PAST = [random.Random(7).uniform(30, 120) for _ in range(64)]


def play(ages: list[float], position: int, chance: random.Random) -> float:
    """When the waiter at this place starts, in one queue whose holds last as those before did."""
    ends = []
    for age in ages:
        ends.append(chance.choice([seconds for seconds in _PAST if seconds > age]) - age)
    heapq.heapify(ends)
    for _ in range(position - 1):
        start = heapq.heappop(ends)
        heapq.heappush(ends, start + chance.choice(_PAST))
    return ends[0]


@pytest.mark.parametrize("position", [1, 3, 10, 25, 60])
def test_it_is_the_mean_start_of_many_such_queues(position: int) -> None:
    chance = random.Random(position)
    ages = [chance.uniform(0, 60) for _ in range(10)]
    outline = Outline(tuple(("stream", age) for age in ages), {"stream": _PAST}, _PAST)
    expected = forecast_start_s(outline, position, 10)
    assert expected == pytest.approx(mean(play(ages, position, chance) for _ in range(2000)), rel=0.15, abs=3)


def test_a_free_permit_is_there_at_once() -> None:
    assert forecast_start_s(Outline((("stream", 5.0),), {}, _PAST), 1, 2) == 0


def test_nothing_is_foretold_before_anything_was_measured() -> None:
    assert forecast_start_s(Outline((("stream", 5.0),)), 1, 1) is None


def test_a_hold_that_outlasts_all_before_it_is_expected_back_soon() -> None:
    late = forecast_start_s(Outline((("stream", 500.0),), {"stream": _PAST}, _PAST), 1, 1)
    assert late is not None
    assert 0 < late < min(_PAST)
