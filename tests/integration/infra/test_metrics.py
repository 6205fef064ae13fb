"""What the snapshot says about slots, queues, streams and connections, and what it says when a server is away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis
from pydantic import SecretStr
from rq.job import Job
from rq.queue import Queue
from rq.registry import StartedJobRegistry
from sqlalchemy import Engine

from core.events import Estado, TextAppended
from core.infra.breaker import Breaker, BreakerRule
from core.infra.cache import Cache, CacheReport
from core.infra.channel import Channel
from core.infra.counters import Counters
from core.infra.db import DatabaseProbe, build_engine
from core.infra.failopen import build_brief_redis
from core.infra.metrics import Gauges, OpenOperation, Part, QueueReport, Snapshot, Sources
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.slots import Caller, Slots
from core.settings import DatabaseSettings, LimitsSettings, RedisSettings
from ops.state import find_free_port

REDIS_PARTS = {Part.SLOTS, Part.BREAKERS, Part.QUEUES, Part.COUNTERS, Part.CACHES, Part.STREAMS, Part.PROCESSES}
DATABASE_PARTS = {Part.OPERATIONS, Part.DEAD_LETTERS, Part.DATABASE}
RULE = BreakerRule(failures=1, probe_s=30)
STATES = (Estado.EM_ANDAMENTO, Estado.EM_ANDAMENTO, Estado.NA_FILA)
OPERATION = OpenOperation(uuid4(), Estado.EM_ANDAMENTO, datetime.now(UTC))


def read(url: str, engine: Engine, *operations: OpenOperation) -> Snapshot:
    client = build_brief_redis(RedisSettings(url=SecretStr(url)))
    probe = DatabaseProbe(engine, DatabaseSettings(url=SecretStr("x"), pool_size=3, max_overflow=4))

    def ask_database() -> tuple[OpenOperation, ...]:
        engine.connect().close()
        return operations

    sources = Sources(
        slots=Slots(client, LimitsSettings()),
        breaker=Breaker(client, {}),
        guarded=("gemini", "tjms"),
        caches={"resumos": Cache(client, "resumos", max_entries=5)},
        database=probe,
        list_open=ask_database,
        count_dead_letters=lambda: len(ask_database()),
    )
    with client:
        return Gauges(client, sources).read()


def find_queue(found: Snapshot, name: QueueName) -> QueueReport:
    return next(report for report in found.queues or () if report.name is name)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
def away() -> str:
    return f"redis://127.0.0.1:{find_free_port()}/0"


def test_everything_is_there_on_an_idle_portal(redis_url: str, engine: Engine) -> None:
    found = read(redis_url, engine)
    assert set(found.up) == set(Part)
    assert all(found.up.values())
    assert {report.name for report in found.queues or ()} == set(QueueName)
    assert [report.oldest_wait_s for report in found.queues or ()] == [None] * len(QueueName)
    assert (found.silence_s, found.dead_letters) == (None, 0)


def test_held_permit_and_open_breaker_are_seen(client: redis.Redis, redis_url: str, engine: Engine) -> None:
    breaker = Breaker(client, {"tjms": RULE})
    breaker.report_failure("tjms", breaker.admit("tjms"))
    with Slots(client, LimitsSettings()).hold("gemini", Caller(), timeout_s=1):
        found = read(redis_url, engine)
    assert {report.resource: report.in_use for report in found.slots or ()}["gemini"] == 1
    assert {name: report.state for name, report in (found.breakers or {}).items()} == {
        "gemini": "closed",
        "tjms": "open",
    }


def test_cache_tells_what_it_holds_and_saved(client: redis.Redis, redis_url: str, engine: Engine) -> None:
    cache = Cache(client, "resumos", max_entries=5)
    cache.save("a", "text")
    assert cache.find("a") == "text"
    assert read(redis_url, engine).caches == {"resumos": CacheReport(entries=1, max_entries=5, hits=1, misses=1)}


def test_queue_tells_numbers_and_the_age_of_the_oldest(client: redis.Redis, redis_url: str, engine: Engine) -> None:
    with redis.Redis.from_url(redis_url) as plain:
        for key in ("a", "b", "c"):
            WorkQueue(plain).enqueue(QueueName.OCR, Work("jobs.read_documento.run", key, (key,), 60))
    before = (datetime.now(UTC) - timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    client.hset(Job.key_for("b"), "enqueued_at", before)
    queue = Queue(QueueName.OCR.value, connection=client)
    client.lrem(queue.key, 1, "c")
    client.zadd(StartedJobRegistry(queue=queue).key, {"c:run-1": time.time() + 10})
    client.hset(Job.key_for("c"), "started_at", before)
    report = find_queue(read(redis_url, engine), QueueName.OCR)
    assert (report.waiting, report.running, report.failed) == (2, 1, 0)
    assert 120 <= (report.oldest_wait_s or 0) < 130
    assert 120 <= (report.oldest_run_s or 0) < 130


def test_silence_is_that_of_the_operation_without_news_for_longest(
    client: redis.Redis, redis_url: str, engine: Engine
) -> None:
    quiet, loud, waiting = (OpenOperation(uuid4(), estado, datetime.now(UTC)) for estado in STATES)
    key = f"operation:{{{quiet.id}}}:events"
    client.xadd(key, {"kind": "x", "body": "{}"}, id=f"{int((time.time() - 50) * 1000)}-0")
    Channel(client).open(loud.id, 1).publish(TextAppended(0, "x"))
    found = read(redis_url, engine, quiet, loud, waiting)
    assert 50 <= (found.silence_s or 0) < 60


def test_connections_are_told_by_program(redis_url: str, engine: Engine, database_url: str) -> None:
    settings = DatabaseSettings(url=SecretStr(database_url))
    other = build_engine(settings, application_name="portal-outro")
    with other.connect(), other.connect():
        found = read(redis_url, engine)
    other.dispose()
    assert found.database is not None
    assert found.database.connections["portal-outro"] == 2
    assert found.database.pool_limit == 7


def test_counts_of_all_processes_are_read(client: redis.Redis, redis_url: str, engine: Engine) -> None:
    Counters(client).add("attempts", 3, resource="gemini")
    assert (read(redis_url, engine).counters or {})["attempts", (("resource", "gemini"),)] == 3


def test_without_redis_the_rest_is_there_within_two_seconds(away: str, engine: Engine) -> None:
    started = time.monotonic()
    found = read(away, engine, OPERATION)
    assert time.monotonic() - started < 2
    assert {part for part, up in found.up.items() if not up} == REDIS_PARTS
    assert found.slots is found.queues is found.counters is None
    assert (found.operations, found.dead_letters) == ((OPERATION,), 1)


def test_without_the_database_the_rest_is_there(redis_url: str) -> None:
    url = SecretStr(f"postgresql+psycopg://nobody@127.0.0.1:{find_free_port()}/none")
    engine = build_engine(DatabaseSettings(url=url), application_name="test")
    found = read(redis_url, engine)
    assert {part for part, up in found.up.items() if not up} == DATABASE_PARTS
    assert found.slots
    assert found.operations is found.dead_letters is found.database is None
