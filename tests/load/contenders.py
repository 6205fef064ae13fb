"""The ways to keep a limit over processes that ``bench limits`` compares. All poll every 10 ms where they poll."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import redis
from pydantic import SecretStr
from redis_semaphore import Semaphore, SemaphoreConfig

from core.infra.redis import build_redis
from core.infra.slots import Caller, Slots
from core.settings import LimitsSettings, RedisSettings

RESOURCE = "gemini"

_POLL_S = 0.01
_LEASE_S = 60
_PATIENCE_S = 600

Hold = Callable[[str], AbstractContextManager[object]]
"""Waits for a permit as the named person and keeps it for the block."""


def build_ours(url: str, limit: int) -> Hold:
    """The product's own limits, each contender a person of its own."""
    client = build_redis(RedisSettings(url=SecretStr(url)))
    slots = Slots(client, LimitsSettings(gemini=limit))
    return lambda person: slots.hold(RESOURCE, Caller(person), timeout_s=_PATIENCE_S)


def build_naive(url: str, limit: int) -> Hold:
    """A counter that everybody raises and, when it is too high, lowers again: no lease, no order."""
    client = redis.Redis.from_url(url)

    @contextmanager
    def hold(_person: str) -> Iterator[None]:
        while client.incr("naive") > limit:
            client.decr("naive")
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            client.decr("naive")

    return hold


def build_locks(url: str, limit: int) -> Hold:
    """As many locks of redis-py as there are permits, tried one after the other from a random one on."""
    client = redis.Redis.from_url(url)

    @contextmanager
    def hold(_person: str) -> Iterator[None]:
        lock = _find_free(client, limit)
        try:
            yield
        finally:
            lock.release()

    return hold


def _find_free(client: redis.Redis, limit: int) -> redis.lock.Lock:
    while True:
        first = random.randrange(limit)
        for number in range(limit):
            lock = client.lock(f"lock:{(first + number) % limit}", timeout=_LEASE_S)
            if lock.acquire(blocking=False):
                return lock
        time.sleep(_POLL_S)


def build_library(url: str, limit: int) -> Hold:
    """``py-redis-semaphore`` as it comes: one script, waiters woken through one list, no order."""
    client = redis.Redis.from_url(url)
    config = SemaphoreConfig(name="library", limit=limit, lock_timeout=_LEASE_S)
    return lambda _person: Semaphore(client, config)


CONTENDERS = {"ours": build_ours, "naive": build_naive, "locks": build_locks, "library": build_library}
