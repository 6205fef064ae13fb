"""What asking costs while Redis is away or frozen: a clear answer within two seconds, and no break while it waits."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import redis
from pydantic import SecretStr

from core.errors import LimitReachedError, QueueUnavailableError
from core.events import Estado, OperationEnded
from core.infra.cancel import CancelSwitch
from core.infra.channel import Channel
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.redis import BLOCK_S, build_queue_redis, build_redis
from core.infra.slots import Caller, Slots
from core.settings import LimitsSettings, RedisSettings
from ops.state import find_free_port

WORK = Work("jobs.generate_peca.run", "geracao-1", ("1",), 60)


@pytest.fixture(params=["away", "frozen"])
def silent(request: pytest.FixtureRequest) -> Iterator[RedisSettings]:
    """A port where nobody is, and a server that takes connections and never says a word."""
    if request.param == "away":
        yield RedisSettings(url=SecretStr(f"redis://127.0.0.1:{find_free_port()}/0"))
        return
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield RedisSettings(url=SecretStr(f"redis://127.0.0.1:{server.getsockname()[1]}/0"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def test_the_queue_says_so(silent: RedisSettings) -> None:
    with within(2), pytest.raises(QueueUnavailableError):
        WorkQueue(build_queue_redis(silent)).enqueue(QueueName.PECAS, WORK)


def test_asking_to_stop_says_so(silent: RedisSettings) -> None:
    with within(2), pytest.raises(QueueUnavailableError):
        CancelSwitch(build_redis(silent)).request(uuid4())


def test_reading_for_a_page_fails_soon(silent: RedisSettings) -> None:
    with within(2), pytest.raises(redis.RedisError):
        Channel(build_redis(silent)).replay_events(uuid4())


def test_who_waits_for_a_permit_keeps_the_connection(redis_url: str) -> None:
    """A blocking read longer than the time-out would be taken for a dead server, and connect again each time."""
    client = build_redis(RedisSettings(url=SecretStr(redis_url)))
    slots = Slots(client, LimitsSettings(bert=1))
    with slots.hold("bert", Caller(), timeout_s=1):
        before = client.info("stats")["total_connections_received"]
        with pytest.raises(LimitReachedError), slots.hold("bert", Caller(), timeout_s=4 * BLOCK_S):
            pass
        assert client.info("stats")["total_connections_received"] == before


def test_who_follows_a_silent_stream_keeps_the_connection(redis_url: str) -> None:
    channel, operation = Channel(build_redis(RedisSettings(url=SecretStr(redis_url)))), uuid4()
    publisher, end = channel.open(operation, 1), OperationEnded(Estado.PRONTO)
    later = threading.Timer(3 * BLOCK_S, publisher.publish, [end])
    later.start()
    assert [followed.event for followed in channel.follow(operation)] == [end]
    later.join()
