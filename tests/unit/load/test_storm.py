"""Which troubles come, and when, follows from the seed."""

from __future__ import annotations

from collections import Counter

from tests.load.storm import plan_troubles

KILLS = {"horse", "worker", "lot", "schedule", "pool", "redis", "postgres", "web", "away_redis"}


def test_the_same_seed_makes_the_same_troubles_in_order_of_time() -> None:
    troubles = plan_troubles(7, length_s=150, kills=80)
    assert troubles == plan_troubles(7, length_s=150, kills=80) != plan_troubles(8, length_s=150, kills=80)
    times = [trouble.at_s for trouble in troubles]
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] < 150


def test_as_many_processes_are_killed_as_asked_and_every_trouble_comes() -> None:
    counts = Counter(trouble.kind for trouble in plan_troubles(1, length_s=940, kills=500))
    assert sum(counts[kind] for kind in KILLS) == 500
    assert {"outage_503", "freeze_postgres", "freeze_redis", "deploy", "half_open_court", "storm_429"} <= set(counts)
