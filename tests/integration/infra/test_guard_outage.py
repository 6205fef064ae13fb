"""A service that is down, over a real Redis: who waits, who is told, how many calls leave."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis

from core.errors import (
    GeminiUnavailableError,
    OperationCancelledError,
    OutOfServiceError,
    PortalError,
    QueueUnavailableError,
    QuotaError,
)
from core.infra.breaker import Admission
from core.infra.slots import Caller, Place, ServiceClass, WaitReason
from ops.state import find_free_port
from tests.integration.infra.guarded import PROBE_S, Guarded, build_guarded

AT_SCREEN = Caller("1", ServiceClass.INTERACTIVE)
PATIENT = Caller("1", ServiceClass.GENERATION, is_patient=True)


def open_breaker(guarded: Guarded) -> None:
    for _ in range(5):
        guarded.defences.breaker.report_failure("gemini", Admission(0))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_person_at_the_screen_is_told_at_once_and_until_when(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"breaker_probe_s": 30})
    guarded.guard.caller = AT_SCREEN
    open_breaker(guarded)
    with within(0.5), pytest.raises(OutOfServiceError, match="out of service") as refused:
        guarded.guard.run("gemini", "test", lambda: "never")
    assert 25 < refused.value.retry_after_s <= 30
    assert "30 s" in refused.value.user_message
    assert guarded.count("outside_calls_started") == 0


def test_a_geracao_waits_for_the_probe_and_loses_no_attempt(redis_url: str) -> None:
    guarded = build_guarded(redis_url, attempts=1)
    told: list[Place] = []
    guarded.guard.caller = Caller("1", on_wait=lambda _, place: told.append(place))
    open_breaker(guarded)
    assert guarded.guard.run("gemini", "test", lambda: "done") == "done"
    assert told[0].reason is WaitReason.OUTAGE
    assert 0 < (told[0].expected_s or 0) <= PROBE_S
    assert told[-1].position == 0


def test_who_meets_an_outage_first_waits_for_its_end_like_those_after(redis_url: str) -> None:
    """Its attempts open the breaker and are used up; the probes that follow cost one call per interval."""
    guarded = build_guarded(redis_url, attempts=3, gemini={"breaker_failures": 3})
    guarded.guard.caller = PATIENT
    started: list[float] = []

    def answer() -> str:
        started.append(time.monotonic())
        if len(started) < 6:
            raise GeminiUnavailableError("down")
        return "done"

    assert guarded.guard.run("gemini", "test", answer) == "done"
    probes = started[2:]
    assert len(probes) <= (probes[-1] - probes[0]) / PROBE_S + 2  # in all: a busy machine notes a single one late


def test_one_request_probes_a_service_only_so_often(redis_url: str) -> None:
    guarded = build_guarded(redis_url, attempts=3, probes=2, gemini={"breaker_failures": 3, "breaker_probe_s": 0.1})
    guarded.guard.caller = PATIENT
    started: list[float] = []

    def fail() -> str:
        started.append(time.monotonic())
        raise GeminiUnavailableError("down")

    with within(5), pytest.raises(GeminiUnavailableError):
        guarded.guard.run("gemini", "test", fail)
    assert len(started) == 3 + 2
    assert guarded.count("probes") == 2


def test_a_person_at_the_screen_does_not_wait_for_the_end_of_an_outage(redis_url: str) -> None:
    guarded = build_guarded(redis_url, attempts=3, gemini={"breaker_failures": 3})
    guarded.guard.caller = AT_SCREEN
    started: list[float] = []

    def fail() -> str:
        started.append(time.monotonic())
        raise GeminiUnavailableError("down")

    with within(2), pytest.raises(GeminiUnavailableError):
        guarded.guard.run("gemini", "test", fail)
    assert len(started) == 3


def test_waiting_has_its_own_deadline(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"breaker_probe_s": 30}, queue_timeout_s=0.5)
    guarded.guard.caller = PATIENT
    open_breaker(guarded)
    with within(2), pytest.raises(OutOfServiceError):
        guarded.guard.run("gemini", "test", lambda: "never")


def test_nobody_holds_a_permit_while_waiting(redis_url: str) -> None:
    guarded = build_guarded(redis_url)
    in_use: list[int] = []
    guarded.guard.caller = Caller("1", on_wait=lambda *_: in_use.append(guarded.slots.count_in_use("gemini")))
    open_breaker(guarded)
    guarded.guard.run("gemini", "test", lambda: "done")
    assert in_use[0] == 0


def test_a_cancelled_process_stops_waiting(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"breaker_probe_s": 30})
    open_breaker(guarded)
    waits = threading.Event()
    guarded.guard.caller = Caller("1", on_wait=lambda *_: waits.set())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(guarded.guard.run, "gemini", "test", lambda: "never")
        assert waits.wait(5)
        guarded.slots.release_all()
        with within(1.2):
            assert isinstance(waiting.exception(timeout=5), OperationCancelledError)


def test_an_outage_costs_one_call_per_interval_whoever_asks(redis_url: str) -> None:
    """Forty requests of four processes to a service that is down."""
    processes = [build_guarded(redis_url, gemini={"breaker_probe_s": 0.2}, queue_timeout_s=1) for _ in range(4)]
    calls: list[float] = []

    def fail() -> str:
        calls.append(time.monotonic())
        raise GeminiUnavailableError

    def ask(number: int) -> None:
        with pytest.raises(PortalError):
            processes[number % 4].guard.run("gemini", "test", fail)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, range(40)))
    probes = calls[6:]  # after five failures, and what was in flight with the fifth
    assert len(probes) >= 3
    assert len(probes) <= (probes[-1] - probes[0]) / 0.2 + 2  # in all: a busy machine notes a single one late
    assert len(calls) <= 1.10 * processes[0].count("requests")


def test_a_pause_longer_than_a_person_waits_is_named(redis_url: str) -> None:
    guarded = build_guarded(redis_url)
    guarded.defences.breaker.pause("gemini", 45)
    guarded.guard.caller = AT_SCREEN
    with within(0.5), pytest.raises(QuotaError) as refused:
        guarded.guard.run("gemini", "test", lambda: "never")
    assert "45 s" in refused.value.user_message


def test_a_person_does_not_sit_out_a_long_pause_between_attempts(redis_url: str) -> None:
    guarded = build_guarded(redis_url, espera_interativa_s=0.5)
    guarded.guard.caller = AT_SCREEN

    def refuse() -> str:
        raise QuotaError(retry_after_s=3)

    with within(1), pytest.raises(QuotaError):
        guarded.guard.run("gemini", "test", refuse)


def test_without_redis_a_person_is_told_within_a_second() -> None:
    client = redis.Redis(port=find_free_port(), decode_responses=True, retry=None)
    guarded = build_guarded("", client=client)
    guarded.guard.caller = AT_SCREEN
    with within(1), pytest.raises(QueueUnavailableError):
        guarded.guard.run("gemini", "test", lambda: "never")


def test_a_patient_caller_waits_for_redis(redis_url: str) -> None:
    client = redis.Redis(port=find_free_port(), decode_responses=True, retry=None)
    guarded = build_guarded("", client=client)
    there = redis.Redis.from_url(redis_url, decode_responses=True)

    def tell(_resource: str, _place: Place) -> None:
        raise AssertionError("the screen is told through Redis too")

    guarded.guard.caller = Caller("1", on_wait=tell, is_patient=True)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(guarded.guard.run, "gemini", "test", lambda: "done")
        time.sleep(0.7)
        assert not waiting.done()
        client.connection_pool = there.connection_pool
        assert waiting.result(timeout=5) == "done"


def test_an_answer_is_kept_when_redis_goes_away_meanwhile(redis_url: str) -> None:
    guarded = build_guarded(redis_url)
    client = guarded.defences.counters._client

    def answer() -> str:
        client.connection_pool = redis.ConnectionPool(port=find_free_port(), decode_responses=True, retry=None)
        return "paid for"

    assert guarded.guard.run("gemini", "test", answer) == "paid for"
