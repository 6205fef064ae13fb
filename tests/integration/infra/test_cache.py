"""Texts kept in Redis for all processes: the bound, who goes first, the life, and what an outage costs."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from pydantic import SecretStr
from structlog.testing import capture_logs

from core.infra.cache import Cache, CacheReport
from core.infra.failopen import build_brief_redis
from core.settings import RedisSettings


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return build_brief_redis(RedisSettings(url=SecretStr(redis_url)))


def save_all(cache: Cache, *keys: str) -> None:
    for key in keys:
        cache.save(key, f'"{key}"')


def list_kept(cache: Cache, keys: str) -> str:
    return "".join(key for key in keys if cache.find(key) is not None)


def count(cache: Cache) -> int:
    report = cache.describe()
    assert report is not None
    return report.entries


def test_one_process_finds_what_another_saved(client: redis.Redis) -> None:
    Cache(client, "resumos", max_entries=3).save("a", '{"ç": 1}')
    assert Cache(client, "resumos", max_entries=3).find("a") == '{"ç": 1}'
    assert Cache(client, "respostas", max_entries=3).find("a") is None


def test_the_one_saved_first_goes_first(client: redis.Redis) -> None:
    cache = Cache(client, "resumos", max_entries=3)
    save_all(cache, *"abcde")
    assert list_kept(cache, "abcde") == "cde"


def test_finding_counts_as_use(client: redis.Redis) -> None:
    cache = Cache(client, "resumos", max_entries=3)
    save_all(cache, *"abc")
    cache.find("a")
    save_all(cache, "d", "e")
    assert list_kept(cache, "abcde") == "ade"


def test_nothing_stays_where_nobody_asks_any_more(client: redis.Redis) -> None:
    """Texts of cases lie here: the server itself drops them."""
    Cache(client, "resumos", max_entries=3).save("a", "{}")
    Cache(client, "respostas", max_entries=3, ttl_s=0.05).save("a", "{}")
    kept = {str(key) for key in client.scan_iter("cache:*") if client.ttl(key) == -1}
    assert kept == {"cache:{resumos}:counts", "cache:{respostas}:counts"}
    time.sleep(0.1)
    assert not client.exists("cache:{respostas}:values")


def test_the_bound_is_exact_while_many_save(client: redis.Redis) -> None:
    caches = [Cache(client, "resumos", max_entries=7) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: caches[n % 4].save(str(n), "1"), range(200)))
    assert count(caches[0]) == 7


def test_a_smaller_bound_takes_effect_with_the_next_entry(client: redis.Redis) -> None:
    save_all(Cache(client, "resumos", max_entries=5), *"abcde")
    small = Cache(client, "resumos", max_entries=2)
    save_all(small, "f")
    assert list_kept(small, "abcdef") == "ef"


def test_an_entry_ends_by_its_age_however_often_it_is_used(client: redis.Redis) -> None:
    cache = Cache(client, "respostas", max_entries=2, ttl_s=0.4)
    began = time.monotonic()
    cache.save("a", "1")
    while cache.find("a") is not None:
        assert time.monotonic() - began < 5, "the entry never ended"
    assert time.monotonic() - began >= 0.4
    assert count(cache) == 0


def test_an_ended_entry_takes_no_room_from_a_living_one(client: redis.Redis) -> None:
    short = Cache(client, "respostas", max_entries=2, ttl_s=0.2)
    cache = Cache(client, "respostas", max_entries=2, ttl_s=60)
    save_all(cache, "a")
    save_all(short, "b")
    time.sleep(0.25)  # the life of an entry is what is tested
    save_all(cache, "c")
    assert list_kept(cache, "abc") == "ac"


def test_it_tells_how_often_it_helped(client: redis.Redis) -> None:
    cache = Cache(client, "resumos", max_entries=2)
    assert list_kept(cache, "ab") == ""
    save_all(cache, *"abc")
    assert list_kept(cache, "aabc") == "bc"
    assert cache.describe() == CacheReport(entries=2, max_entries=2, hits=2, misses=3)


@pytest.fixture(params=["refuses", "silent"])
def away(request: pytest.FixtureRequest) -> Iterator[RedisSettings]:
    """A server that is not there, and one that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "silent":
            server.listen()
        yield RedisSettings(url=SecretStr(f"redis://127.0.0.1:{server.getsockname()[1]}/0"))


def test_without_redis_it_is_empty_within_a_second_and_says_so_once(away: RedisSettings) -> None:
    cache = Cache(build_brief_redis(away), "resumos", max_entries=3)
    began = time.monotonic()
    with capture_logs() as lines:
        for _ in range(50):
            cache.save("a", "1")
            assert cache.find("a") is None
        assert cache.describe() is None
    assert time.monotonic() - began < 1.2
    assert [line["event"] for line in lines] == ["redis_done_without"]
