"""What is said of the portal's health, with real servers that answer and with none."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from pydantic import SecretStr

from core.infra.breaker import BreakerReport
from core.infra.failopen import build_brief_redis
from core.infra.health import Servers, describe_health
from core.infra.metrics import Part, QueueReport, Snapshot
from core.infra.queue import QueueName
from core.settings import RedisSettings
from tests.snapshots import build_snapshot

WELL: dict[str, Any] = {"breakers": {"gemini": BreakerReport("closed", 0, 0.0, 0.0, 0.0)}, "queues": ()}


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return build_brief_redis(RedisSettings(url=SecretStr(redis_url)))


def read_status(found: Snapshot, client: redis.Redis, *, has_database: bool = True) -> str:
    return str(describe_health(found, Servers(lambda: has_database, client, is_demonstration=True))["status"])


def test_a_portal_whose_parts_all_answer_is_well(client: redis.Redis) -> None:
    client.config_set("appendonly", "yes")
    assert read_status(build_snapshot(**WELL), client) == "ok"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"breakers": {"tjms": BreakerReport("open", 3, 9.0, 0.0, 9.0)}}, id="a-service-that-is-away"),
        pytest.param({"queues": (QueueReport(QueueName.OCR, 1, 5.0, 0, None, 0, 0),)}, id="a-queue-without-workers"),
        pytest.param({"up": {Part.QUEUES: False}}, id="a-part-that-was-not-measured"),
    ],
)
def test_what_works_in_part_is_degraded(client: redis.Redis, changes: dict[str, Any]) -> None:
    client.config_set("appendonly", "yes")
    assert read_status(build_snapshot(**(WELL | changes)), client) == "degraded"


def test_without_database_or_redis_nothing_works(client: redis.Redis) -> None:
    away = build_brief_redis(RedisSettings(url=SecretStr("redis://127.0.0.1:1/0")))
    assert read_status(build_snapshot(**WELL), client, has_database=False) == "down"
    assert read_status(build_snapshot(**WELL), away) == "down"
