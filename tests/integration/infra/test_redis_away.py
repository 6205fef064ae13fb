"""What asking costs while Redis is away: a clear answer within two seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from core.errors import QueueUnavailableError
from core.infra.queue import QueueName, Work, WorkQueue
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
