"""The global limits over a real Redis."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from pydantic import SecretStr

from core.errors import LimitReachedError, OperationCancelledError, QueueUnavailableError
from core.infra.failopen import build_brief_redis
from core.infra.redis import build_redis
from core.infra.slots import Caller, Permit, Place, ServiceClass, Slots
from core.settings import LimitsSettings, RedisSettings
from tests.jobs.redis_server import RedisServer

SOMEBODY = Caller("1")


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)


def build_slots(client: redis.Redis, limit: int, lease_s: float = 5, owner: str = "") -> Slots:
    return Slots(client, LimitsSettings(gemini=limit, tjms=limit, lease_s=lease_s), owner=owner)


def test_no_more_holders_than_the_limit(client: redis.Redis) -> None:
    slots, lock, inside, highest = build_slots(client, 3), threading.Lock(), set[int](), 0

    def work(number: int) -> None:
        nonlocal highest
        with slots.hold("gemini", Caller(str(number % 4)), timeout_s=30):
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


def test_one_persons_waits_keep_their_order(client: redis.Redis) -> None:
    assert line_up(client, [SOMEBODY] * 6) == [0, 1, 2, 3, 4, 5]


def test_people_of_one_class_take_turns(client: redis.Redis) -> None:
    busy, other, third = Caller("busy"), Caller("other"), Caller("third")
    assert line_up(client, [busy, busy, busy, other, third, other]) == [0, 3, 4, 1, 5, 2]


def test_a_person_who_gave_up_one_of_several_waits_gains_no_turn(client: redis.Redis) -> None:
    busy, other = Caller("busy"), Caller("other")

    def give_up(slots: Slots) -> None:
        with pytest.raises(LimitReachedError), slots.hold("gemini", busy, timeout_s=0.1):
            pass

    assert line_up(client, [busy, busy, other, other], after_first=give_up) == [0, 2, 1, 3]


def test_a_person_who_gave_up_waits_loses_no_turn(client: redis.Redis) -> None:
    busy, other = Caller("busy"), Caller("other")

    def give_up(slots: Slots) -> None:
        for _ in range(4):
            with pytest.raises(LimitReachedError), slots.hold("gemini", busy, timeout_s=0.1):
                pass

    assert line_up(client, [other, busy, other], after_first=give_up) == [0, 1, 2]


def test_people_at_the_screen_pass_generations_and_lots(client: redis.Redis) -> None:
    classes = [ServiceClass.BATCH, ServiceClass.GENERATION, ServiceClass.INTERACTIVE]
    callers = [Caller(name.value, name) for name in classes]
    assert line_up(client, callers) == [2, 1, 0]


def test_shares_of_the_classes_follow_weights_and_nobody_starves(client: redis.Redis) -> None:
    """All classes wait all the time for ten permits: each class then holds its share."""
    slots, stop, seconds, lock = build_slots(client, 10), threading.Event(), Counter[str](), threading.Lock()

    def work(name: ServiceClass, number: int) -> None:
        caller = Caller(f"{name}-{number}", name)
        while not stop.is_set():
            with slots.hold("gemini", caller, timeout_s=30):
                began = time.monotonic()
                time.sleep(0.02 if name is ServiceClass.BATCH else 0.06)
                with lock:
                    seconds[name] += time.monotonic() - began

    with ThreadPoolExecutor(30) as pool:
        for number in range(10):
            for name in ServiceClass:
                pool.submit(work, name, number)
        time.sleep(3)
        stop.set()
    total = sum(seconds.values())
    shares = {name: seconds[name] / total for name in ServiceClass}
    assert shares[ServiceClass.INTERACTIVE] == pytest.approx(0.5, abs=0.12)
    assert shares[ServiceClass.GENERATION] == pytest.approx(0.4, abs=0.12)
    assert shares[ServiceClass.BATCH] > 0.05


def test_a_waiter_is_told_its_place_and_its_turn(client: redis.Redis) -> None:
    slots, places = build_slots(client, 1), list[tuple[str, int]]()

    def tell(resource: str, place: Place) -> None:
        if (resource, place.position) not in places:
            places.append((resource, place.position))

    with ThreadPoolExecutor(1) as pool:
        with slots.hold("gemini", SOMEBODY, timeout_s=5):
            waiting = pool.submit(hold_briefly, slots, Caller("2", on_wait=tell))
            wait_until(lambda: places == [("gemini", 1)])
        waiting.result()
    assert places == [("gemini", 1), ("gemini", 0)]


def test_the_expected_start_comes_from_measured_holds(client: redis.Redis) -> None:
    slots, told = build_slots(client, 1), list[float | None]()
    for _ in range(5):
        with slots.hold("gemini", SOMEBODY, timeout_s=5):
            time.sleep(0.4)
    with ThreadPoolExecutor(1) as pool:
        with slots.hold("gemini", SOMEBODY, timeout_s=5):
            waiter = Caller("2", on_wait=lambda _, place: told.append(place.expected_s))
            began = time.monotonic()
            waiting = pool.submit(hold_briefly, slots, waiter)
            wait_until(lambda: bool(told))
            time.sleep(max(0.0, 0.4 - (time.monotonic() - began)))
        waiting.result()
    assert told[0] == pytest.approx(0.4, abs=0.15)


def test_waiting_ends_with_an_error_and_leaves_the_queue(client: redis.Redis) -> None:
    slots = build_slots(client, 1)
    with slots.hold("gemini", SOMEBODY, timeout_s=5):
        with pytest.raises(LimitReachedError), slots.hold("gemini", SOMEBODY, timeout_s=0.2):
            pass
        assert slots.count_waiting("gemini") == 0


def test_a_dead_holder_is_swept_after_its_lease(client: redis.Redis) -> None:
    alive = build_slots(client, 1)
    with killed_holder(client, lease_s=1):
        started = time.monotonic()
        with alive.hold("gemini", SOMEBODY, timeout_s=10):
            waited = time.monotonic() - started
    assert 0.5 < waited < 5
    assert alive.describe("gemini").reclaimed == 1


def test_permits_of_a_process_known_to_be_dead_come_back_at_once(client: redis.Redis) -> None:
    alive = build_slots(client, 1)
    with killed_holder(client, lease_s=60, owner="worker-7"), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(hold_briefly, alive, SOMEBODY)
        wait_until(lambda: alive.count_waiting("gemini") == 1)
        assert alive.release_owner("worker-6") == 0
        assert alive.release_owner("worker-7") == 1
        waiting.result(timeout=1)


def test_a_living_holder_keeps_its_permit_past_the_lease(client: redis.Redis) -> None:
    slots = build_slots(client, 1, lease_s=0.6)
    with slots.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        with pytest.raises(LimitReachedError), slots.hold("gemini", SOMEBODY, timeout_s=2):
            pass
        assert permit.is_valid()


def test_a_holder_that_lost_its_lease_is_told(client: redis.Redis) -> None:
    slots, lost = build_slots(client, 1, lease_s=0.6), threading.Event()
    with slots.hold("gemini", Caller("1", on_lost=lost.set), timeout_s=5) as permit:
        client.delete("slots:{gemini}:holders")
        assert lost.wait(5)
        assert not permit.is_valid()


def test_a_lease_that_ends_while_the_server_is_away_is_noticed_then(tmp_path: Path) -> None:
    server, lost = RedisServer(tmp_path), threading.Event()
    server.start()
    settings = RedisSettings(url=SecretStr(server.url))
    limits = LimitsSettings(gemini=1, lease_s=2)
    slots = Slots(build_redis(settings, is_patient=True), limits, brief_client=build_brief_redis(settings))
    with slots.hold("gemini", Caller("1", on_lost=lost.set, is_patient=True), timeout_s=5):
        server.kill()
        assert lost.wait(6)
    assert is_keeping(slots)  # it tries to give back
    wait_until(lambda: not is_keeping(slots))  # the lease has ended by itself


def test_nobody_keeps_what_nobody_holds(client: redis.Redis) -> None:
    slots = build_slots(client, 1, lease_s=0.4)
    with slots.hold("gemini", SOMEBODY, timeout_s=5):
        assert is_keeping(slots)
    wait_until(lambda: not is_keeping(slots))
    with slots.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        time.sleep(0.8)
        assert permit.is_valid()


def is_keeping(slots: Slots) -> bool:
    """Whether the thread that renews and gives back is alive."""
    return slots._keeper is not None


def test_waiters_keep_their_order_over_an_absence_of_the_server(client: redis.Redis) -> None:
    """None of them can give a sign meanwhile; the first to come back must not pass the others."""

    def be_away(slots: Slots) -> None:
        for key in ("alive", "stats"):  # as after six seconds without any command
            back_dated(client, f"slots:{{gemini}}:{key}")
        assert slots.count_waiting("gemini") == 3

    first, second = Caller("1"), Caller("2")
    assert line_up(client, [first, second, first], after_all=be_away) == [0, 1, 2]


def test_an_expired_lease_is_not_renewed(client: redis.Redis) -> None:
    """After a stall the permit may be another's: asking for it again must fail."""
    stalled, other = build_slots(client, 1, lease_s=0.3), build_slots(client, 1)
    stalled._keep = lambda _permit: None  # type: ignore[method-assign]  # its keeper stands still too
    with stalled.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        wait_until(lambda: not permit.is_valid())
        with other.hold("gemini", SOMEBODY, timeout_s=5):
            stalled._renew_one(permit)
            assert permit.is_lost
            assert other.count_in_use("gemini") == 1


def test_a_hold_in_which_nothing_was_done_teaches_the_forecast_nothing(client: redis.Redis) -> None:
    slots = build_slots(client, 1)
    with slots.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        permit.is_used = False
    assert slots.estimate_s("gemini", 1) is None
    hold_briefly(slots, SOMEBODY)
    assert slots.estimate_s("gemini", 1) is not None


def test_a_second_release_gives_nothing_back(client: redis.Redis) -> None:
    slots = build_slots(client, 1)
    with slots.hold("gemini", SOMEBODY, timeout_s=5) as first:
        slots._give_back(first)
        with slots.hold("gemini", SOMEBODY, timeout_s=5):
            slots._give_back(first)
            assert slots.count_in_use("gemini") == 1


def test_an_ending_process_gives_back_all_and_takes_no_more(client: redis.Redis) -> None:
    ending, other = build_slots(client, 1), build_slots(client, 1)
    with ThreadPoolExecutor(1) as pool, ending.hold("gemini", SOMEBODY, timeout_s=5):
        waiting = pool.submit(hold_briefly, ending, SOMEBODY)
        wait_until(lambda: other.count_waiting("gemini") == 1)
        ending.release_all()
        assert other.count_in_use("gemini") + other.count_waiting("gemini") == 0
        with other.hold("gemini", SOMEBODY, timeout_s=1):
            assert isinstance(waiting.exception(timeout=5), OperationCancelledError)
    assert other.count_in_use("gemini") + other.count_waiting("gemini") == 0


def test_a_crashed_server_admits_nobody_before_its_holders_are_back(tmp_path: Path) -> None:
    """It answers at once after the start, but may have forgotten whom it let in."""
    server = RedisServer(tmp_path)
    server.start()
    client = redis.Redis.from_url(server.url, decode_responses=True, socket_timeout=10)
    holding, other = build_slots(client, 1, lease_s=4), build_slots(client, 1, lease_s=4)
    with holding.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        server.kill()
        server.start()
        client.delete("slots:{gemini}:holders", "slots:{gemini}:about")
        with pytest.raises(LimitReachedError), other.hold("gemini", Caller("2", is_patient=True), timeout_s=7):
            pass
        assert permit.is_valid()
    with other.hold("gemini", SOMEBODY, timeout_s=5):
        assert other.count_in_use("gemini") == 1
    server.kill()


def test_without_redis_the_limit_closes_within_a_second() -> None:
    away = build_redis(RedisSettings(url=SecretStr("redis://127.0.0.1:1")))
    started = time.monotonic()
    with pytest.raises(QueueUnavailableError), build_slots(away, 1).hold("gemini", SOMEBODY, timeout_s=30):
        pass
    assert time.monotonic() - started < 1


def hold_briefly(slots: Slots, caller: Caller) -> None:
    with slots.hold("gemini", caller, timeout_s=10):
        pass


def line_up(
    client: redis.Redis,
    callers: list[Caller],
    *,
    after_first: Callable[[Slots], None] = lambda _: None,
    after_all: Callable[[Slots], None] = lambda _: None,
) -> list[int]:
    """The order in which callers enter who arrived one after the other while the only permit was held."""
    slots, order = build_slots(client, 1), list[int]()

    def wait(number: int) -> None:
        with slots.hold("gemini", callers[number], timeout_s=30):
            order.append(number)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(len(callers))]
    with slots.hold("gemini", Caller("first"), timeout_s=5):
        for number, thread in enumerate(threads, start=1):
            thread.start()
            wait_until(lambda expected=number: slots.count_waiting("gemini") == expected)
            if number == 1:
                after_first(slots)
        after_all(slots)
    for thread in threads:
        thread.join()
    return order


def back_dated(client: redis.Redis, key: str) -> None:
    """The same record with all its instants six seconds earlier."""
    if key.endswith("alive"):
        for token, ends in client.zrange(key, 0, -1, withscores=True):
            client.zadd(key, {token: ends - 6000})
    else:
        client.hincrby(key, "seen", -6000)


@contextmanager
def killed_holder(client: redis.Redis, *, lease_s: float, owner: str = "") -> Iterator[Permit]:
    """A holder whose process was killed: it renews and gives back nothing."""
    dead = build_slots(client, 1, lease_s=lease_s, owner=owner)
    dead._keep = lambda _permit: None  # type: ignore[method-assign]  # nobody renews
    dead._give_back = lambda _permit: None  # type: ignore[method-assign]  # nobody releases
    with dead.hold("gemini", SOMEBODY, timeout_s=5) as permit:
        yield permit


def wait_until(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.01)
