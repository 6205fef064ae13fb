"""What asking costs while Redis is away: a clear answer within two seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from pydantic import SecretStr

from core.errors import QueueUnavailableError, RateLimitError
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import RateLimits
from core.infra.redis import build_queue_redis
from core.settings import RedisSettings
from ops.state import find_free_port


@pytest.fixture
def away() -> RedisSettings:
    return RedisSettings(url=SecretStr(f"redis://127.0.0.1:{find_free_port()}/0"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def test_the_queue_says_so(away: RedisSettings) -> None:
    work = Work("jobs.generate_peca.run", "geracao-1", ("1",), 60)
    with within(2), pytest.raises(QueueUnavailableError):
        WorkQueue(build_queue_redis(away)).enqueue(QueueName.PECAS, work)


def test_the_rate_lets_everybody_in(away: RedisSettings) -> None:
    with within(2):
        RateLimits(away).require("geracao", "1", per_minute=1)


def test_the_rate_counts_when_redis_is_there(redis_url: str) -> None:
    rates = RateLimits(RedisSettings(url=SecretStr(redis_url)))
    rates.require("geracao", "1", per_minute=2)
    rates.require("geracao", "1", per_minute=2)
    rates.require("geracao", "2", per_minute=2)
    with pytest.raises(RateLimitError) as refused:
        rates.require("geracao", "1", per_minute=2)
    assert 0 < (refused.value.retry_after_s or 0) <= 60


def test_the_rate_lets_in_when_redis_goes_away_while_it_counts(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = RateLimits(RedisSettings(url=SecretStr(redis_url)))
    rates.require("geracao", "1", per_minute=1)
    with redis.Redis.from_url(redis_url) as client:
        monkeypatch.setattr(rates._limiter, "get_window_stats", lambda *_: client.execute_command("NOT A COMMAND"))
        rates.require("geracao", "1", per_minute=1)
