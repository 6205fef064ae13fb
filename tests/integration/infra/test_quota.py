"""Sliding windows over a real Redis."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from core.infra.quota import Charge, Meter, Quota, Refusal, Reservation

TOKENS = Meter("tokens", 100, 0.5)
REQUESTS = Meter("requests", 3, 0.5)
MONEY = Meter("reais:pessoa:7", 1_000, 60)


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True)


@pytest.fixture
def quota(client: redis.Redis) -> Quota:
    return Quota(client)


def reserve(quota: Quota, *charges: Charge) -> Reservation:
    reservation = quota.reserve(charges)
    assert isinstance(reservation, Reservation), reservation
    return reservation


def refuse(quota: Quota, *charges: Charge) -> Refusal:
    refusal = quota.reserve(charges)
    assert isinstance(refusal, Refusal)
    return refusal


def test_the_window_slides_and_names_the_instant_of_room(quota: Quota) -> None:
    reserve(quota, Charge(TOKENS, 60))
    time.sleep(0.2)
    reserve(quota, Charge(TOKENS, 40))
    first = refuse(quota, Charge(TOKENS, 50))
    assert 0.1 < first.wait_s <= 0.3, "the first sixty are enough"
    assert 0.3 < refuse(quota, Charge(TOKENS, 80)).wait_s <= 0.5, "both must go"
    time.sleep(first.wait_s)
    reserve(quota, Charge(TOKENS, 50))
    assert quota.read_used(TOKENS) == 90


def test_a_look_reserves_nothing(quota: Quota) -> None:
    assert quota.check([Charge(TOKENS, 60)]) is None
    assert quota.read_used(TOKENS) == 0
    reserve(quota, Charge(TOKENS, 60))
    refusal = quota.check([Charge(REQUESTS, 1), Charge(TOKENS, 60)])
    assert refusal is not None
    assert refusal.meter == TOKENS
    assert 0.3 < refusal.wait_s <= 0.5
    assert (quota.read_used(REQUESTS), quota.read_used(TOKENS)) == (0, 60)


def test_all_charges_or_none(quota: Quota) -> None:
    reserve(quota, Charge(REQUESTS, 1), Charge(TOKENS, 90))
    refusal = refuse(quota, Charge(REQUESTS, 1), Charge(TOKENS, 20))
    assert refusal.meter == TOKENS
    assert (quota.read_used(REQUESTS), quota.read_used(TOKENS)) == (1, 90)


def test_settling_replaces_what_was_reserved(quota: Quota) -> None:
    reservation = reserve(quota, Charge(TOKENS, 90), Charge(MONEY, 900))
    quota.settle(reservation, [10, 25])
    assert (quota.read_used(TOKENS), quota.read_used(MONEY)) == (10, 25)
    reserve(quota, Charge(TOKENS, 90))
    refuse(quota, Charge(TOKENS, 1))


def test_a_call_may_take_more_than_was_reserved(quota: Quota) -> None:
    quota.settle(reserve(quota, Charge(TOKENS, 10)), [300])
    assert quota.read_used(TOKENS) == 300
    refuse(quota, Charge(TOKENS, 1))


def test_what_never_left_is_given_back(quota: Quota) -> None:
    quota.settle(reserve(quota, Charge(TOKENS, 100), Charge(REQUESTS, 1)), [0, 0])
    reserve(quota, Charge(TOKENS, 100))
    assert quota.read_used(REQUESTS) == 0


def test_settling_after_the_window_changes_nothing(quota: Quota) -> None:
    late = reserve(quota, Charge(TOKENS, 50))
    time.sleep(0.55)
    reserve(quota, Charge(TOKENS, 30))
    quota.settle(late, [100])
    assert quota.read_used(TOKENS) == 30
    reserve(quota, Charge(TOKENS, 70))


def test_no_window_ever_holds_more_than_its_limit(client: redis.Redis) -> None:
    """Random reservations and settlements of eight processes; checked against the instants of Redis itself."""
    meter = Meter("burst", 50, 0.2)
    chance = random.Random(4)
    amounts = [chance.randint(1, 30) for _ in range(160)]

    def spend(amount: int) -> tuple[float, int]:
        quota = Quota(client)
        while isinstance(found := quota.reserve([Charge(meter, amount)]), Refusal):
            time.sleep(min(found.wait_s, 0.05))
        instant = float(client.zscore("quota:{all}:burst:times", found.id) or 0)
        quota.settle(found, [amount // 2])
        return instant, amount // 2

    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(spend, amounts))
    for start, _ in spent:
        assert sum(amount for instant, amount in spent if start <= instant < start + 200) <= meter.limit


def test_keys_end_with_their_window(quota: Quota, client: redis.Redis) -> None:
    reserve(quota, Charge(TOKENS, 5))
    time.sleep(0.55)
    assert client.keys("quota:*") == []
