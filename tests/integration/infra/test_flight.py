"""Single flight over a real Redis: one call for all who ask at once, whoever dies, fails or is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis
from pydantic import SecretStr

from core.errors import GeminiUnavailableError, OperationCancelledError
from core.infra.cancel import interruptible
from core.infra.failopen import BRIEF_BLOCK_S, build_brief_redis
from core.infra.flight import Flights
from core.infra.slots import Caller, Place, WaitReason
from core.settings import RedisSettings
from ops.state import find_free_port

LEASE_S = 1.5


class Shelf:
    """Where the value is stored, and how often it was made."""

    def __init__(self) -> None:
        self.value: str | None = None
        self.makes = 0
        self.may_end = threading.Event()
        self.is_making = threading.Event()

    def find(self) -> str | None:
        return self.value

    def make(self) -> str:
        self.makes += 1
        self.is_making.set()
        assert self.may_end.wait(20)
        self.value = "made"
        return self.value


@pytest.fixture
def connect(redis_url: str) -> Callable[[], Flights]:
    settings = RedisSettings(url=SecretStr(redis_url))
    return lambda: Flights(build_brief_redis(settings), lease_s=LEASE_S)


@contextmanager
def leading(flights: Flights, shelf: Shelf) -> Iterator[Future[str]]:
    """A leader that is making its value, which it may end at the end of the block."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(flights.run, "a", shelf.find, shelf.make)
        assert shelf.is_making.wait(5)
        try:
            yield future
        finally:
            shelf.may_end.set()


def test_what_is_there_is_not_made(connect: Callable[[], Flights]) -> None:
    shelf = Shelf()
    shelf.value = "stored"
    assert connect().run("a", shelf.find, shelf.make) == "stored"
    assert shelf.makes == 0


def test_followers_get_what_the_leader_made_as_soon_as_it_is_there(connect: Callable[[], Flights]) -> None:
    shelf, others = Shelf(), [connect() for _ in range(5)]
    with ThreadPoolExecutor(5) as pool, leading(connect(), shelf) as leader:
        waiting = [pool.submit(flights.run, "a", shelf.find, shelf.make) for flights in others]
        time.sleep(LEASE_S + 0.5)  # the leader works longer than its lease and keeps it
        ended = time.monotonic()
        shelf.may_end.set()
        assert {future.result(timeout=5) for future in [leader, *waiting]} == {"made"}
        assert time.monotonic() - ended < BRIEF_BLOCK_S / 2, "a follower looked from time to time"
    assert shelf.makes == 1


def test_a_follower_tells_its_wait_until_it_ends(connect: Callable[[], Flights], redis_url: str) -> None:
    shelf, told, has_told = Shelf(), list[tuple[str, int, str]](), threading.Event()

    def tell(resource: str, place: Place) -> None:
        told.append((resource, place.position, place.reason.value))
        if len(told) >= 3:
            has_told.set()

    client = build_brief_redis(RedisSettings(url=SecretStr(redis_url)))
    follower = Flights(client, lease_s=LEASE_S, get_caller=lambda: Caller(on_wait=tell))
    with ThreadPoolExecutor(1) as pool, leading(connect(), shelf):
        following = pool.submit(follower.run, "a", shelf.find, shelf.make)
        assert has_told.wait(5)
        shelf.may_end.set()
        assert following.result(timeout=5) == "made"
    assert set(told[:-1]) == {("a", 1, WaitReason.SHARED.value)}
    assert told[-1] == ("a", 0, WaitReason.SHARED.value)


def test_who_need_not_wait_tells_nothing(redis_url: str) -> None:
    shelf, told = Shelf(), list[object]()
    shelf.may_end.set()
    client = build_brief_redis(RedisSettings(url=SecretStr(redis_url)))
    flights = Flights(client, get_caller=lambda: Caller(on_wait=lambda *place: told.append(place)))
    assert flights.run("a", shelf.find, shelf.make) == "made"
    assert told == []


def test_other_keys_do_not_wait(connect: Callable[[], Flights]) -> None:
    shelf, flights = Shelf(), connect()
    with leading(flights, shelf):
        assert flights.run("b", lambda: None, lambda: "other") == "other"


def test_a_failure_is_the_leaders_only_and_the_next_one_tries(connect: Callable[[], Flights]) -> None:
    lock, inside, highest, made = threading.Lock(), 0, 0, list[int]()

    def make() -> str:
        nonlocal inside, highest
        with lock:
            inside += 1
            highest = max(highest, inside)
            made.append(inside)
        time.sleep(0.05)
        with lock:
            inside -= 1
        if len(made) < 4:
            raise GeminiUnavailableError
        return "made"

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(connect().run, "a", lambda: None, make) for _ in range(4)]
        errors = [future.exception(timeout=10) for future in futures]
    assert sum(isinstance(error, GeminiUnavailableError) for error in errors) == 3
    assert (len(made), highest) == (4, 1)


def test_a_leader_without_life_is_replaced_after_its_lease(connect: Callable[[], Flights], redis_url: str) -> None:
    shelf = Shelf()
    shelf.may_end.set()
    with redis.Redis.from_url(redis_url) as client:
        client.set("flight:{a}:lease", "of a dead process", px=int(LEASE_S * 1000))
    began = time.monotonic()
    assert connect().run("a", shelf.find, shelf.make) == "made"
    assert LEASE_S - 0.1 < time.monotonic() - began < LEASE_S + 2 * BRIEF_BLOCK_S


def test_parar_stops_a_follower_at_once_and_leaves_the_leader_alone(connect: Callable[[], Flights]) -> None:
    shelf, asked = Shelf(), threading.Event()
    began = time.monotonic()
    with leading(connect(), shelf) as leader:
        threading.Timer(0.3, asked.set).start()
        with pytest.raises(OperationCancelledError), interruptible(asked.is_set, deadline_s=30):
            connect().run("a", shelf.find, shelf.make)
        assert time.monotonic() - began < 1.3
        assert not leader.done()
    assert shelf.makes == 1


def test_parar_of_the_leader_hands_over_at_once(connect: Callable[[], Flights]) -> None:
    shelf, asked, stopped_at = Shelf(), threading.Event(), list[float]()

    def make() -> str:
        asked.set()
        time.sleep(20)
        return "never"

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(OperationCancelledError), interruptible(asked.is_set, deadline_s=30):
            connect().run("a", lambda: follow_once(pool, connect, shelf), make)
        stopped_at.append(time.monotonic())
        shelf.may_end.set()
        assert shelf.is_making.wait(5)
    assert time.monotonic() - stopped_at[0] < LEASE_S / 2


def follow_once(pool: ThreadPoolExecutor, connect: Callable[[], Flights], shelf: Shelf) -> None:
    """Somebody else begins to ask shortly after the leader did."""
    threading.Timer(0.1, lambda: pool.submit(connect().run, "a", shelf.find, shelf.make)).start()


def test_a_process_that_ends_hands_over_and_follows_no_more(connect: Callable[[], Flights]) -> None:
    first, second, ending, other = Shelf(), Shelf(), connect(), connect()
    second.may_end.set()
    with ThreadPoolExecutor(1) as pool, leading(ending, first):
        following = pool.submit(ending.run, "a", lambda: None, second.make)
        ending.release_all()
        began = time.monotonic()
        assert other.run("a", second.find, second.make) == "made"
        assert time.monotonic() - began < LEASE_S / 2
        assert isinstance(following.exception(timeout=5), OperationCancelledError)


def test_without_redis_everybody_makes(redis_url: str) -> None:
    away = RedisSettings(url=SecretStr(f"redis://127.0.0.1:{find_free_port()}/0"))
    flights, shelf = Flights(build_brief_redis(away)), Shelf()
    shelf.may_end.set()
    began = time.monotonic()
    assert [flights.run("a", lambda: None, shelf.make) for _ in range(3)] == ["made"] * 3
    assert time.monotonic() - began < 1
    assert shelf.makes == 3
