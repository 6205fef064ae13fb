"""The guard over a real Redis: what is tried again, and that permits come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
import stamina

from core.errors import GeminiBlockedError, GeminiUnavailableError, LimitReachedError, PortalError, QuotaError
from core.infra.guard import Guard
from core.infra.slots import Slots
from core.settings import LimitsSettings


@pytest.fixture
def slots(redis_url: str) -> Slots:
    client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)
    return Slots(client, {"gemini": 2}, lease_s=5)


@pytest.fixture
def guard(slots: Slots) -> Iterator[Guard]:
    with stamina.set_testing(True, attempts=3):
        yield Guard(slots, LimitsSettings())


def failing(errors: list[PortalError]) -> tuple[list[int], object]:
    calls: list[int] = []

    def attempt() -> str:
        calls.append(1)
        if len(calls) <= len(errors):
            raise errors[len(calls) - 1]
        return "done"

    return calls, attempt


@pytest.mark.parametrize(
    ("errors", "expected_calls"),
    [([], 1), ([GeminiUnavailableError()], 2), ([GeminiUnavailableError(), QuotaError(retry_after_s=0)], 3)],
    ids=["first try", "one failure", "two failures"],
)
def test_retryable_failures_are_tried_again(
    guard: Guard, slots: Slots, errors: list[PortalError], expected_calls: int
) -> None:
    calls, attempt = failing(errors)
    assert guard.run("gemini", "test", attempt) == "done"
    assert len(calls) == expected_calls
    assert slots.count_in_use("gemini") == 0


def test_a_refusal_is_not_tried_again(guard: Guard) -> None:
    calls, attempt = failing([GeminiBlockedError()])
    with pytest.raises(GeminiBlockedError):
        guard.run("gemini", "test", attempt)
    assert len(calls) == 1


def test_the_last_error_is_raised_after_three_attempts(guard: Guard) -> None:
    calls, attempt = failing([GeminiUnavailableError() for _ in range(9)])
    with pytest.raises(GeminiUnavailableError):
        guard.run("gemini", "test", attempt)
    assert len(calls) == 3


def test_a_server_that_asks_for_a_long_wait_ends_the_attempts(guard: Guard) -> None:
    calls, attempt = failing([QuotaError(retry_after_s=3600)])
    with pytest.raises(QuotaError):
        guard.run("gemini", "test", attempt)
    assert len(calls) == 1


def test_a_stream_is_never_restarted_after_its_first_item(guard: Guard, slots: Slots) -> None:
    calls: list[int] = []

    def attempt() -> Iterator[str]:
        calls.append(1)
        yield "a"
        raise GeminiUnavailableError

    stream = guard.stream("gemini", "test", attempt)
    assert next(stream) == "a"
    with pytest.raises(GeminiUnavailableError):
        next(stream)
    assert len(calls) == 1
    assert slots.count_in_use("gemini") == 0


def test_leaving_a_stream_gives_the_permit_back(guard: Guard, slots: Slots) -> None:
    stream = guard.stream("gemini", "test", lambda: iter(["a", "b"]))
    next(stream)
    assert slots.count_in_use("gemini") == 1
    stream.close()
    assert slots.count_in_use("gemini") == 0


def test_a_permit_that_never_came_is_not_waited_for_again(slots: Slots) -> None:
    waits: list[int] = []
    guard = Guard(slots, LimitsSettings(queue_timeout_s=0))
    guard.on_wait = lambda _resource, place: waits.append(place)
    with (
        slots.hold("gemini", timeout_s=1),
        slots.hold("gemini", timeout_s=1),
        stamina.set_testing(True, attempts=3),
        pytest.raises(LimitReachedError),
    ):
        guard.run("gemini", "test", lambda: "never")
    assert waits == [1]
