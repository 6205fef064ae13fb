"""Faults planted in the limits are found in the ledger; the limits themselves are found clean by the same eyes.

Each "process" is a ``Slots`` object of its own over one real Redis; the calls are entries of a simulator's ledger.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
import redis

from core.infra.slots import Caller, Slots
from core.settings import LimitsSettings
from simulators.ledger import Ledger
from tests.load.checker import Occupancy, check_services, measure_idleness, pair_calls
from tests.load.turns import TurnLog, list_held, list_waiting, read_turns, witness

LIMIT, PROCESSES = 3, 3
LEASE_S = 1.0

Hold = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def processes(redis_url: str) -> list[Slots]:
    def start() -> Slots:
        client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)
        return Slots(client, LimitsSettings(gemini=LIMIT, lease_s=LEASE_S))

    return [start() for _ in range(PROCESSES)]


def enter(slots: Slots) -> Hold:
    return lambda: slots.hold("gemini", Caller("ana"), timeout_s=30)


def call_together(holds: list[Hold], seconds: float = 0.03, calls: int = 24) -> Occupancy:
    """What the ledger says after all of them called many times under their limits."""
    ledger = Ledger()

    def call(number: int) -> None:
        with holds[number % len(holds)](), ledger.track("gemini", "generateContent", request=str(number)):
            time.sleep(seconds)

    with ThreadPoolExecutor(calls) as pool:
        list(pool.map(call, range(calls)))
    report = check_services(pair_calls(ledger.entries), {"gemini": LIMIT})["gemini"]
    assert report.attempts.calls == calls
    assert report.repeated == ()
    return report.occupancy


def test_the_limits_are_clean(processes: list[Slots]) -> None:
    assert call_together([enter(slots) for slots in processes]) == Occupancy(LIMIT, ())


def test_a_call_longer_than_the_lease_is_clean(processes: list[Slots]) -> None:
    assert call_together([enter(slots) for slots in processes], 1.4 * LEASE_S, 2 * LIMIT) == Occupancy(LIMIT, ())


def test_a_limit_in_local_memory_is_found() -> None:
    locals_ = [threading.BoundedSemaphore(LIMIT) for _ in range(PROCESSES)]
    occupancy = call_together([lambda own=own: own for own in locals_])
    assert occupancy.highest == LIMIT * PROCESSES
    assert occupancy.violations


def test_a_permit_released_twice_is_found(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.rpush("permits", *range(LIMIT))

    @contextmanager
    def hold() -> Iterator[None]:
        client.blpop(["permits"])
        yield
        client.rpush("permits", 1, 1)

    assert call_together([hold]).violations


def test_a_lease_that_nobody_renews_is_found(processes: list[Slots], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Slots, "_renew_all", lambda _slots: None)
    assert call_together([enter(slots) for slots in processes], 1.4 * LEASE_S, 2 * LIMIT).violations


@pytest.mark.parametrize("is_released", [True, False], ids=["released", "kept"])
def test_a_permit_kept_on_error_is_found(
    processes: list[Slots], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_released: bool
) -> None:
    path = tmp_path / "turns.jsonl"
    slots = processes[0]
    witness(slots, TurnLog(path))
    if not is_released:
        monkeypatch.setattr(slots, "_give_back", lambda _permit: None)

    def fail(number: int) -> None:
        with suppress(RuntimeError), slots.hold("gemini", Caller(f"p{number}"), timeout_s=30):
            time.sleep(0.1)
            raise RuntimeError

    with ThreadPoolExecutor(LIMIT * 2) as pool:
        list(pool.map(fail, range(LIMIT * 2)))
    turns = read_turns(path)
    idle = measure_idleness(list_held(turns, time.time()), list_waiting(turns), LIMIT)
    assert (idle.pct < 40) is is_released
