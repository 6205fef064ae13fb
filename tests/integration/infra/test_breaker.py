"""The breaker over a real Redis: two objects stand for two processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from core.infra.breaker import Admission, Breaker, BreakerRule

RULE = BreakerRule(failures=3, probe_s=0.4)
CALL = Admission(0)


@pytest.fixture
def build(redis_url: str) -> Callable[[], Breaker]:
    def build(rule: BreakerRule = RULE) -> Breaker:
        return Breaker(redis.Redis.from_url(redis_url, decode_responses=True), {"tjms": rule, "gemini": rule})

    return build


def open_breaker(breaker: Breaker) -> None:
    for _ in range(RULE.failures):
        breaker.report_failure("tjms", CALL)


def test_it_tells_since_when_it_is_open(build: Callable[[], Breaker]) -> None:
    breaker = build()
    assert breaker.describe("tjms").seconds_open == 0
    open_breaker(breaker)
    time.sleep(0.05)
    assert 0.05 <= breaker.describe("tjms").seconds_open < 5


def test_it_opens_for_all_processes_at_the_given_failure_in_a_row(build: Callable[[], Breaker]) -> None:
    here, there = build(), build()
    opened = [here.report_failure("tjms", CALL), there.report_failure("tjms", CALL)]
    assert there.admit("tjms") == Admission(0)
    opened.append(here.report_failure("tjms", CALL))
    assert opened == [False, False, True]
    assert 0.2 < there.admit("tjms").wait_s <= RULE.probe_s
    assert there.describe("tjms").state == "open"
    assert there.admit("gemini").wait_s == 0


def test_a_success_between_failures_starts_the_count_anew(build: Callable[[], Breaker]) -> None:
    breaker = build()
    for _ in range(4):
        breaker.report_failure("tjms", CALL)
        breaker.report_failure("tjms", CALL)
        breaker.report_success("tjms", CALL)
    assert breaker.admit("tjms").wait_s == 0


def test_one_probe_per_interval_over_all_processes(build: Callable[[], Breaker]) -> None:
    breakers = [build() for _ in range(8)]
    open_breaker(breakers[0])
    ends_at = time.monotonic() + 2.6 * RULE.probe_s

    def knock(breaker: Breaker) -> int:
        probes = 0
        while time.monotonic() < ends_at:
            admission = breaker.admit("tjms")
            assert admission.probe or admission.wait_s > 0
            if admission.probe:
                probes += 1
                breaker.report_failure("tjms", admission)
        return probes

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(knock, breakers)) == 2


def test_a_killed_prober_blocks_for_one_interval_only(build: Callable[[], Breaker]) -> None:
    breaker = build()
    open_breaker(breaker)
    time.sleep(breaker.admit("tjms").wait_s)
    assert breaker.admit("tjms").probe
    assert breaker.describe("tjms").state == "probing"
    waits = breaker.admit("tjms").wait_s
    assert 0 < waits <= RULE.probe_s
    time.sleep(waits)
    assert breaker.describe("tjms").state == "open"
    assert breaker.admit("tjms").probe


def test_a_probe_that_succeeds_lets_everybody_in(build: Callable[[], Breaker]) -> None:
    here, there = build(), build()
    open_breaker(here)
    time.sleep(here.admit("tjms").wait_s)
    here.report_success("tjms", here.admit("tjms"))
    assert there.admit("tjms") == Admission(0)
    assert there.describe("tjms").failures == 0


def test_a_call_that_left_before_the_trouble_does_not_close(build: Callable[[], Breaker]) -> None:
    breaker = build()
    open_breaker(breaker)
    breaker.report_success("tjms", CALL)
    assert breaker.admit("tjms").wait_s > 0


def test_a_probe_that_says_nothing_frees_its_place(build: Callable[[], Breaker]) -> None:
    breaker = build()
    open_breaker(breaker)
    time.sleep(breaker.admit("tjms").wait_s)
    first = breaker.admit("tjms")
    breaker.report_neither("tjms", first)
    second = breaker.admit("tjms")
    assert second.probe
    assert second.probe != first.probe
    breaker.report_neither("tjms", first)
    assert breaker.admit("tjms").wait_s > 0, "a place that is taken again is not freed by its former owner"


def test_looking_takes_no_probe(build: Callable[[], Breaker]) -> None:
    breaker = build()
    open_breaker(breaker)
    time.sleep(breaker.check("tjms").wait_s)
    assert breaker.check("tjms") == breaker.check("tjms") == Admission(0)
    assert breaker.admit("tjms").probe


def test_a_pause_of_the_server_holds_for_all_processes(build: Callable[[], Breaker]) -> None:
    here, there = build(), build()
    here.pause("tjms", 0.3)
    here.pause("tjms", 0.1)
    refused = there.admit("tjms")
    assert refused.is_paused
    assert 0.2 < refused.wait_s <= 0.3
    assert there.describe("tjms").seconds_paused > 0.2
    time.sleep(refused.wait_s)
    assert there.admit("tjms") == Admission(0)
