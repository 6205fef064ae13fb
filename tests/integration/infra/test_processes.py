"""What processes say of themselves, on real Redis."""

from __future__ import annotations

import os
import platform

import psutil
import redis
from pydantic import SecretStr

from core.infra.failopen import build_brief_redis
from core.infra.processes import ProcessBook
from core.settings import RedisSettings


def build(url: str) -> ProcessBook:
    return ProcessBook(build_brief_redis(RedisSettings(url=SecretStr(url))))


def test_a_process_is_seen_by_others_with_what_it_takes(redis_url: str) -> None:
    build(redis_url).note({os.getpid(): "web", os.getppid(): "pecas"})
    parent, own = build(redis_url).read()
    assert (parent.kind, own.kind, own.host, own.pid) == ("pecas", "web", platform.node(), os.getpid())
    assert own.memory_bytes is not None
    assert 0.5 < own.memory_bytes / psutil.Process().memory_info().rss < 2


def test_a_process_that_says_no_more_is_forgotten(redis_url: str) -> None:
    book = build(redis_url)
    book.note({os.getpid(): "web", os.getppid(): "pool"})
    with redis.Redis.from_url(redis_url) as client:  # what its time to live does
        client.delete(f"process:{platform.node()}:{os.getppid()}")
    assert [one.kind for one in book.read()] == ["web"]
    with redis.Redis.from_url(redis_url) as client:
        assert client.scard("processes") == 1
        assert 0 < client.ttl(f"process:{platform.node()}:{os.getpid()}") <= 35


def test_a_redis_that_is_away_stops_nobody() -> None:
    build("redis://127.0.0.1:1/0").note({os.getpid(): "web"})
