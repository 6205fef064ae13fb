"""The guard over a real Redis: what is tried again, what is counted, and that permits come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from core.errors import (
    GeminiBlockedError,
    GeminiUnavailableError,
    InvalidInputError,
    LimitReachedError,
    PortalError,
    QuotaError,
)
from core.infra.breaker import Admission
from core.infra.slots import Caller, Place, ServiceClass, WaitReason
from tests.integration.infra.guarded import PROBE_S, Guarded, build_guarded


@pytest.fixture
def guarded(redis_url: str) -> Guarded:
    return build_guarded(redis_url)


def failing(*errors: PortalError) -> tuple[list[float], Callable[[], str]]:
    """The instants of the calls, and an attempt that raises these errors before it succeeds."""
    calls: list[float] = []

    def attempt() -> str:
        calls.append(time.monotonic())
        if len(calls) <= len(errors):
            raise errors[len(calls) - 1]
        return "done"

    return calls, attempt


@pytest.mark.parametrize(
    "errors",
    [(), (GeminiUnavailableError(),), (GeminiUnavailableError(), QuotaError(retry_after_s=0))],
    ids=["first try", "one failure", "two failures"],
)
def test_retryable_failures_are_tried_again(guarded: Guarded, errors: tuple[PortalError, ...]) -> None:
    calls, attempt = failing(*errors)
    assert guarded.guard.run("gemini", "test", attempt) == "done"
    assert len(calls) == len(errors) + 1
    assert guarded.slots.count_in_use("gemini") == 0


def test_a_refusal_is_not_tried_again(guarded: Guarded) -> None:
    calls, attempt = failing(GeminiBlockedError())
    with pytest.raises(GeminiBlockedError):
        guarded.guard.run("gemini", "test", attempt)
    assert len(calls) == 1


def test_the_last_error_is_raised_after_three_attempts(guarded: Guarded) -> None:
    calls, attempt = failing(*[GeminiUnavailableError() for _ in range(9)])
    with pytest.raises(GeminiUnavailableError):
        guarded.guard.run("gemini", "test", attempt)
    assert len(calls) == 3


either_refusal = pytest.mark.parametrize("refusal", [QuotaError, GeminiUnavailableError])
"""Too many calls, or a service that is away: both may name an instant."""


@either_refusal
def test_an_attempt_never_comes_before_the_instant_the_server_named(
    guarded: Guarded, refusal: type[PortalError]
) -> None:
    calls, attempt = failing(refusal(retry_after_s=0.5))
    guarded.guard.run("gemini", "test", attempt)
    assert 0.5 <= calls[1] - calls[0] < 1.5


@either_refusal
def test_other_processes_keep_the_instant_too(guarded: Guarded, redis_url: str, refusal: type[PortalError]) -> None:
    _, refused = failing(refusal(retry_after_s=0.5))
    guarded.guard._limits = guarded.guard._limits.model_copy(update={"attempts": 1})
    with pytest.raises(refusal):
        guarded.guard.run("gemini", "test", refused)
    began = time.monotonic()
    calls, attempt = failing()
    build_guarded(redis_url).guard.run("gemini", "test", attempt)
    assert 0.4 < calls[0] - began < 1.5


def test_a_server_that_asks_for_more_than_the_patience_ends_the_attempts(guarded: Guarded) -> None:
    calls, attempt = failing(QuotaError(retry_after_s=3600))
    with pytest.raises(QuotaError):
        guarded.guard.run("gemini", "test", attempt)
    assert len(calls) == 1


def test_failures_count_for_the_breaker_even_when_they_name_an_instant(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"breaker_failures": 3})
    guarded.guard.caller = Caller(service_class=ServiceClass.INTERACTIVE)  # who does not wait for its end
    _, attempt = failing(*[GeminiUnavailableError(retry_after_s=0) for _ in range(3)])
    with pytest.raises(GeminiUnavailableError):
        guarded.guard.run("gemini", "test", attempt)
    assert guarded.defences.breaker.describe("gemini").state == "open"


def test_no_permit_is_held_between_attempts(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"retry_base_s": 0.5})
    in_use: list[int] = []
    guarded.guard.caller = Caller(on_wait=lambda *_: in_use.append(guarded.slots.count_in_use("gemini")))
    _, attempt = failing(GeminiUnavailableError())
    guarded.guard.run("gemini", "test", attempt)
    assert in_use[0] == 0


def test_a_stream_is_never_restarted_after_its_first_item(guarded: Guarded) -> None:
    calls: list[int] = []

    def attempt() -> Iterator[str]:
        calls.append(1)
        yield "a"
        raise GeminiUnavailableError

    stream = guarded.guard.stream("gemini", "test", attempt)
    assert next(stream) == "a"
    with pytest.raises(GeminiUnavailableError):
        next(stream)
    assert len(calls) == 1
    assert guarded.slots.count_in_use("gemini") == 0


def test_leaving_a_stream_gives_the_permit_back(guarded: Guarded) -> None:
    closed: list[bool] = []

    def attempt() -> Iterator[str]:
        try:
            yield from ("a", "b")
        finally:
            closed.append(True)

    stream = guarded.guard.stream("gemini", "test", attempt)
    next(stream)
    assert guarded.slots.count_in_use("gemini") == 1
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert guarded.slots.count_in_use("gemini") == 0
    assert closed == [True]
    assert guarded.count("outside_calls_ended", outcome="closed") == 1


def test_a_permit_that_never_came_is_not_waited_for_again(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini=None, queue_timeout_s=0)
    waits: list[int] = []
    guarded.guard.caller = Caller(on_wait=lambda _resource, place: waits.append(place.position))
    others = Caller("2")
    with (
        guarded.slots.hold("gemini", others, timeout_s=1),
        guarded.slots.hold("gemini", others, timeout_s=1),
        pytest.raises(LimitReachedError),
    ):
        guarded.guard.run("gemini", "test", lambda: "never")
    assert waits == [1]
    assert guarded.count("outside_calls_started") == 0


def test_a_process_stopped_past_its_lease_does_not_go_on(redis_url: str) -> None:
    guarded = build_guarded(redis_url, lease_s=0.5)
    stream = guarded.guard.stream("gemini", "test", lambda: iter(["a", "b"]))
    next(stream)
    guarded.slots._permits.clear()  # a stopped process renews nothing
    time.sleep(0.6)
    with pytest.raises(PortalError, match="permit lost"):
        next(stream)
    assert guarded.defences.breaker.describe("gemini").failures == 0


def test_retries_stop_when_the_budget_of_all_is_spent(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"breaker_failures": 1000}, retry_cap=2, retry_refill_s=3600)
    calls = 0
    for _ in range(40):
        made, attempt = failing(*[GeminiUnavailableError() for _ in range(9)])
        with pytest.raises(GeminiUnavailableError):
            guarded.guard.run("gemini", "test", attempt)
        calls += len(made)
    assert calls <= 40 * 1.1 + 2
    assert guarded.count("retries") == calls - 40


def test_counts_tell_requests_attempts_and_outcomes(guarded: Guarded) -> None:
    for errors in ((), (GeminiUnavailableError(),), (InvalidInputError(),)):
        _, attempt = failing(*errors)
        with suppress(InvalidInputError):
            guarded.guard.run("gemini", "coletor", attempt)
    labels = {"resource": "gemini", "operation": "coletor"}
    assert guarded.count("requests", **labels) == 3
    assert guarded.count("outside_calls_started", **labels) == 4
    assert guarded.count("retries", **labels) == 1
    assert guarded.count("outside_calls_ended", outcome="ok", **labels) == 2
    assert guarded.count("outside_calls_ended", outcome=GeminiUnavailableError.code, **labels) == 1
    assert guarded.count("outside_calls_ended", outcome=InvalidInputError.code, **labels) == 1
    assert guarded.count("waits_s", reason=WaitReason.OUTAGE.value, **labels) > 0


def test_a_call_is_counted_before_it_leaves(guarded: Guarded) -> None:
    seen: list[float] = []
    guarded.guard.run("gemini", "test", lambda: seen.append(guarded.count("outside_calls_started")))
    assert seen == [1]


def test_errors_of_one_request_never_open_the_breaker_and_free_the_probe(guarded: Guarded) -> None:
    for _ in range(10):
        with pytest.raises(GeminiBlockedError):
            guarded.guard.run("gemini", "test", failing(GeminiBlockedError())[1])
    breaker = guarded.defences.breaker
    assert breaker.describe("gemini").state == "closed"
    for _ in range(5):
        breaker.report_failure("gemini", Admission(0))
    time.sleep(PROBE_S)
    guarded.guard.caller = Caller(service_class=ServiceClass.INTERACTIVE)
    with pytest.raises(GeminiBlockedError):
        guarded.guard.run("gemini", "test", failing(GeminiBlockedError())[1])
    assert guarded.guard.run("gemini", "test", lambda: "probe") == "probe"
    assert breaker.describe("gemini").state == "closed"


def test_the_first_piece_of_a_probing_stream_lets_others_in(guarded: Guarded) -> None:
    breaker = guarded.defences.breaker
    for _ in range(5):
        breaker.report_failure("gemini", Admission(0))
    time.sleep(PROBE_S)
    stream = guarded.guard.stream("gemini", "test", lambda: iter(["a", "b"]))
    next(stream)
    assert breaker.describe("gemini").state == "closed"
    assert list(stream) == ["b"]


def test_a_wait_that_was_told_is_ended_on_the_screen(redis_url: str) -> None:
    guarded = build_guarded(redis_url, gemini={"retry_base_s": 0.1})
    told: list[tuple[str, Place]] = []
    guarded.guard.caller = Caller(on_wait=lambda resource, place: told.append((resource, place)))
    _, attempt = failing(QuotaError(retry_after_s=0.2))
    guarded.guard.run("gemini", "test", attempt)
    (resource, first), *_, (_, last) = told
    assert (resource, first.reason) == ("gemini", WaitReason.PAUSE)
    assert 0.2 <= (first.expected_s or 0) <= 0.3
    assert last.position == 0
