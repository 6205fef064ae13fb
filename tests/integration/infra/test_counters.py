"""The counters over a real Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from core.infra.counters import Counters
from ops.state import find_free_port


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True)


def test_processes_and_threads_add_up(client: redis.Redis) -> None:
    processes = [Counters(client), Counters(client)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: processes[n % 2].add("attempts", resource="gemini", operation="coletor"), range(40)))
    assert processes[0].read() == {("attempts", (("operation", "coletor"), ("resource", "gemini"))): 40}


def test_labels_may_hold_any_text(client: redis.Redis) -> None:
    counters = Counters(client)
    counters.add("waits_s", 0.25, reason='a=b,"c"')
    counters.add("waits_s", 0.5, reason='a=b,"c"')
    assert counters.read() == {("waits_s", (("reason", 'a=b,"c"'),)): 0.75}


def test_what_was_noted_costs_one_round_trip(client: redis.Redis) -> None:
    counters = Counters(client)
    for name in ("requests", "attempts", "started"):
        counters.note(name)
    client.config_resetstat()
    counters.send()
    counters.send()
    assert client.info("commandstats")["cmdstat_evalsha"]["calls"] == 1
    assert set(counters.read().values()) == {1}


def test_counts_made_while_redis_is_away_go_with_the_next(client: redis.Redis) -> None:
    counters = Counters(redis.Redis(port=find_free_port(), decode_responses=True, retry=None))
    counters.add("attempts")
    counters._client = client
    counters.add("attempts")
    assert counters.read() == {("attempts", ()): 2}


def test_a_server_that_was_only_slow_counts_once(redis_url: str, client: redis.Redis) -> None:
    """It executes the command that its client gave up, and gets it again."""
    slow = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=0.2, retry=None)
    counters = Counters(slow)
    counters.add("attempts")
    client.client_pause(500)
    counters.add("attempts")
    counters.add("attempts")
    client.ping()
    counters.send()
    assert counters.read() == {("attempts", ()): 3}
