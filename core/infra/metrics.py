"""What can be measured about the running portal, read at one instant from Redis, the database and this process.

A part that does not answer is None in the snapshot and False in ``up``; the others are there. Reading everything takes
milliseconds, so that a page may draw it every two seconds and a collector may ask whenever it likes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import redis
import structlog
from rq.job import Job
from rq.queue import Queue
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from core.events import Estado
from core.infra.breaker import Breaker, BreakerReport
from core.infra.cache import Cache, CacheReport
from core.infra.channel import Channel
from core.infra.counters import Counters, Labels
from core.infra.db import DATABASE_SILENT, DatabaseProbe, DatabaseReport
from core.infra.processes import ProcessBook, ProcessReport
from core.infra.queue import QueueName
from core.infra.slots import SlotReport, Slots

T = TypeVar("T")

_FRESH_S = 1.0
"""Age up to which a snapshot answers the next reader too."""

_MOST_JOBS = 500
"""Waiting jobs whose age is looked at; a longer queue is told by its number."""

_log = structlog.get_logger()


class Part(StrEnum):
    """What is read at once, and is away at once."""

    SLOTS = "slots"
    BREAKERS = "breakers"
    QUEUES = "queues"
    COUNTERS = "counters"
    CACHES = "caches"
    OPERATIONS = "operations"
    DEAD_LETTERS = "dead_letters"
    DATABASE = "database"
    STREAMS = "streams"
    PROCESSES = "processes"


_IN_DATABASE = (Part.OPERATIONS, Part.DEAD_LETTERS, Part.DATABASE)


@dataclass(frozen=True)
class QueueReport:
    """One work queue: jobs, the age of the oldest one that waits and that runs (None: there is none), workers."""

    name: QueueName
    waiting: int
    oldest_wait_s: float | None
    running: int
    oldest_run_s: float | None
    failed: int
    workers: int = 0


@dataclass(frozen=True)
class OpenOperation:
    """An operation of a person that has not ended, and since when it is in its state."""

    id: UUID
    estado: Estado
    desde: datetime


@dataclass(frozen=True)
class CallReport:
    """What one resource was asked for since Redis was set up: requests of the program, and calls that left for them."""

    requests: int
    attempts: int

    @property
    def attempts_per_request(self) -> float:
        return self.attempts / self.requests


@dataclass(frozen=True)
class Snapshot:
    """Everything at one instant. ``silence_s`` is the age of the newest event of the operation silent for longest."""

    taken_at: datetime
    seconds: float
    up: Mapping[Part, bool]
    slots: tuple[SlotReport, ...] | None
    breakers: Mapping[str, BreakerReport] | None
    queues: tuple[QueueReport, ...] | None
    counters: Mapping[tuple[str, Labels], float] | None
    caches: Mapping[str, CacheReport] | None
    operations: tuple[OpenOperation, ...] | None
    dead_letters: int | None
    database: DatabaseReport | None
    silence_s: float | None
    processes: tuple[ProcessReport, ...] | None = None

    @property
    def calls(self) -> dict[str, CallReport]:
        """By resource, for those that were asked for something; empty while the counters are away."""
        requests, attempts = self._count("requests"), self._count("outside_calls_started")
        return {name: CallReport(int(asked), int(attempts.get(name, 0))) for name, asked in requests.items() if asked}

    def _count(self, name: str) -> dict[str, float]:
        """One counter by resource, over all its other labels."""
        found: dict[str, float] = {}
        for (counter, labels), value in (self.counters or {}).items():
            if counter == name:
                resource = dict(labels)["resource"]
                found[resource] = found.get(resource, 0) + value
        return found


@dataclass(frozen=True)
class Sources:
    """Where the snapshot comes from; ``guarded`` names the resources with a breaker.

    What only the layers above know are functions: operations that have not ended, and dead letters.
    """

    slots: Slots
    breaker: Breaker
    guarded: tuple[str, ...]
    caches: Mapping[str, Cache]
    database: DatabaseProbe
    list_open: Callable[[], tuple[OpenOperation, ...]]
    count_dead_letters: Callable[[], int]


class Gauges:
    """Reads the snapshot. ``client``, the slots' and the breaker's must give up soon (``build_brief_redis``)."""

    def __init__(self, client: redis.Redis, sources: Sources) -> None:
        self._client = client
        self._sources = sources
        self._counters = Counters(client)
        self._channel = Channel(client)
        self._processes = ProcessBook(client)
        self._kept: Snapshot | None = None

    def read(self) -> Snapshot:
        """The newest snapshot, at most a second old. Raises nothing for a server that is away."""
        kept = self._kept
        if kept is None or (datetime.now(UTC) - kept.taken_at).total_seconds() > _FRESH_S:
            kept = self._kept = self._read()
        return kept

    def _read(self) -> Snapshot:
        started, round_ = time.perf_counter(), _Round()
        slots = round_.take(Part.SLOTS, self._read_slots)
        breakers = round_.take(Part.BREAKERS, self._read_breakers)
        queues = round_.take(Part.QUEUES, lambda: tuple(self._read_queue(name) for name in QueueName))
        counters = round_.take(Part.COUNTERS, self._counters.read)
        caches = round_.take(Part.CACHES, self._read_caches)
        operations = round_.take(Part.OPERATIONS, self._sources.list_open)
        dead_letters = round_.take(Part.DEAD_LETTERS, self._sources.count_dead_letters)
        database = round_.take(Part.DATABASE, self._sources.database.read)
        silences = round_.take(Part.STREAMS, lambda: self._read_silences(operations or ()))
        processes = round_.take(Part.PROCESSES, self._processes.read)
        return Snapshot(
            taken_at=datetime.now(UTC),
            seconds=time.perf_counter() - started,
            up=round_.up,
            slots=slots,
            breakers=breakers,
            queues=queues,
            counters=counters,
            caches=caches,
            operations=operations,
            dead_letters=dead_letters,
            database=database,
            silence_s=max(silences or (), default=None),
            processes=processes,
        )

    def _read_slots(self) -> tuple[SlotReport, ...]:
        slots = self._sources.slots
        return tuple(slots.describe(resource) for resource in slots.list_resources())

    def _read_breakers(self) -> Mapping[str, BreakerReport]:
        return {resource: self._sources.breaker.describe(resource) for resource in self._sources.guarded}

    def _read_caches(self) -> Mapping[str, CacheReport]:
        """A cache does without a server that is away; then the parts read before have told it."""
        found = {name: cache.describe() for name, cache in self._sources.caches.items()}
        return {name: report for name, report in found.items() if report is not None}

    def _read_queue(self, name: QueueName) -> QueueReport:
        queue = Queue(name.value, connection=self._client)
        with self._client.pipeline(transaction=False) as pipeline:
            pipeline.llen(queue.key)
            pipeline.lrange(queue.key, 0, _MOST_JOBS - 1)
            pipeline.zrange(StartedJobRegistry(queue=queue).key, 0, -1)
            pipeline.zcard(FailedJobRegistry(queue=queue).key)
            pipeline.scard(WORKERS_BY_QUEUE_KEY % name.value)
            waiting, waiting_ids, executions, failed, workers = pipeline.execute()
        running_ids = [execution.rpartition(":")[0] for execution in executions]
        return QueueReport(
            name=name,
            waiting=waiting,
            oldest_wait_s=self._find_oldest(waiting_ids, "enqueued_at"),
            running=len(running_ids),
            oldest_run_s=self._find_oldest(running_ids, "started_at"),
            failed=failed,
            workers=workers,
        )

    def _find_oldest(self, ids: Iterable[str], field: str) -> float | None:
        """Age in seconds of the oldest job by a time in its record; jobs that ended meanwhile have none."""
        with self._client.pipeline(transaction=False) as pipeline:
            for ident in ids:
                pipeline.hget(Job.key_for(ident), field)
            times: list[Any] = pipeline.execute()
        ages = [_age(text) for text in times if text]
        return max(ages, default=None)

    def _read_silences(self, operations: Iterable[OpenOperation]) -> list[float]:
        running = [operation.id for operation in operations if operation.estado is Estado.EM_ANDAMENTO]
        return list(self._channel.read_silences(running).values())


class _Round:
    """One reading: a server that failed once is not asked again in the same round."""

    def __init__(self) -> None:
        self.up: dict[Part, bool] = {}
        self._away: set[bool] = set()

    def take(self, part: Part, read: Callable[[], T]) -> T | None:
        """What ``read`` answers, or None when its server is away."""
        self.up[part] = False
        is_in_database = part in _IN_DATABASE
        if is_in_database in self._away:
            return None
        try:
            found = read()
        except (redis.RedisError, *DATABASE_SILENT) as error:
            self._away.add(is_in_database)
            _log.warning("part_not_measured", part=part.value, reason=type(error).__name__)
            return None
        self.up[part] = True
        return found


def _age(text: str) -> float:
    """Seconds since a time as RQ writes it (ISO 8601, UTC)."""
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(text)).total_seconds())
