"""The global limits over a real Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from core.errors import LimitReachedError, OperationCancelledError
from core.infra.slots import Slots


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)


def build_slots(client: redis.Redis, limit: int, lease_s: float = 5) -> Slots:
    return Slots(client, {"gemini": limit}, lease_s=lease_s)


def test_no_more_holders_than_the_limit(client: redis.Redis) -> None:
    slots, lock, inside, highest = build_slots(client, 3), threading.Lock(), set[int](), 0

    def work(number: int) -> None:
        nonlocal highest
        with slots.hold("gemini", timeout_s=30):
            with lock:
                inside.add(number)
                highest = max(highest, len(inside))
            time.sleep(0.02)
            with lock:
                inside.discard(number)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(40)))
    assert highest == 3
    assert slots.count_in_use("gemini") == 0


def test_waiters_enter_in_order_of_arrival(client: redis.Redis) -> None:
    slots, order = build_slots(client, 1), list[int]()

    def wait(number: int) -> None:
        with slots.hold("gemini", timeout_s=30):
            order.append(number)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(6)]
    with slots.hold("gemini", timeout_s=5):
        for number, thread in enumerate(threads):
            thread.start()
            wait_until(lambda expected=number + 1: slots.count_waiting("gemini") == expected)
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_a_waiter_is_told_its_place_and_its_turn(client: redis.Redis) -> None:
    slots, places = build_slots(client, 1), list[tuple[str, int]]()
    with ThreadPoolExecutor(1) as pool:
        with slots.hold("gemini", timeout_s=5):
            waiting = pool.submit(enter_once, slots, places)
            wait_until(lambda: places == [("gemini", 1)])
        waiting.result()
    assert places == [("gemini", 1), ("gemini", 0)]


def enter_once(slots: Slots, places: list[tuple[str, int]]) -> None:
    with slots.hold("gemini", timeout_s=10, on_wait=lambda resource, place: places.append((resource, place))):
        pass


def test_waiting_ends_with_an_error_and_leaves_the_queue(client: redis.Redis) -> None:
    slots = build_slots(client, 1)
    with slots.hold("gemini", timeout_s=5):
        with pytest.raises(LimitReachedError), slots.hold("gemini", timeout_s=0.2):
            pass
        assert slots.count_waiting("gemini") == 0


def test_a_dead_holder_is_swept_after_its_lease(client: redis.Redis) -> None:
    dead, alive = build_slots(client, 1, lease_s=1), build_slots(client, 1)
    dead._keep = lambda permit: None  # type: ignore[method-assign]  # a killed process renews nothing
    holding = dead.hold("gemini", timeout_s=5)
    holding.__enter__()
    started = time.monotonic()
    with alive.hold("gemini", timeout_s=10):
        waited = time.monotonic() - started
    assert 0.5 < waited < 5


def test_a_living_holder_keeps_its_permit_past_the_lease(client: redis.Redis) -> None:
    slots = build_slots(client, 1, lease_s=0.6)
    with slots.hold("gemini", timeout_s=5) as permit:
        with pytest.raises(LimitReachedError), slots.hold("gemini", timeout_s=2):
            pass
        assert not permit.is_lost


def test_a_holder_that_lost_its_lease_is_told(client: redis.Redis) -> None:
    slots, lost = build_slots(client, 1, lease_s=0.6), threading.Event()
    with slots.hold("gemini", timeout_s=5, on_lost=lost.set):
        client.delete("slots:{gemini}:holders")
        assert lost.wait(5)


def test_an_ending_process_gives_back_all_and_takes_no_more(client: redis.Redis) -> None:
    ending, other = build_slots(client, 1), build_slots(client, 1)
    with ThreadPoolExecutor(1) as pool, ending.hold("gemini", timeout_s=5):
        waiting = pool.submit(enter_once, ending, [])
        wait_until(lambda: other.count_waiting("gemini") == 1)
        ending.release_all()
        assert other.count_in_use("gemini") + other.count_waiting("gemini") == 0
        with other.hold("gemini", timeout_s=1):
            assert isinstance(waiting.exception(timeout=5), OperationCancelledError)
    assert other.count_in_use("gemini") + other.count_waiting("gemini") == 0


def wait_until(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.01)
