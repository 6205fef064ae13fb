"""The work queues: RQ with JSON arguments, one deterministic id per piece of work, retried when a worker dies."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry
from rq.results import Result
from rq.serializers import JSONSerializer

from core.errors import QueueUnavailableError
from core.infra.cancel import CancelSwitch
from core.infra.turns import TurnQueue, build_meta, read_person

CRASH_RETRIES = 2
"""Times a job starts again after its worker died; the third death in a row makes it a dead letter."""

_FAILURE_TTL_S = 30 * 24 * 3600
_RESULT_TTL_S = 60
_ENDING_S = 2.0
_LOCK_S = 5.0
_AWAITED_S = 7
_TRACEBACK = "Traceback"
_ERROR_LINE = re.compile(r"\A([A-Za-z_][\w.]*)(?::|\Z)")
_SIGNAL = re.compile(r"\(signal (\d+)\)")
_ALIVE = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED)
_DEAD = (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED)

_WITHDRAW = """
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 1 then redis.call('DEL', KEYS[2], KEYS[3]) end
"""


class QueueName(StrEnum):
    """One queue per kind of work; one worker process serves exactly one."""

    PECAS = "pecas"
    OCR = "ocr"
    DOCX = "docx"
    AUTOS = "autos"
    IMAGENS = "imagens"
    CONVERSA = "conversa"
    LOTES = "lotes"
    CALCULO = "calculo"
    ENSAIOS = "ensaios"
    ROTINAS = "rotinas"
    BERT = "bert"
    INFERENCIA = "inferencia"


@dataclass(frozen=True)
class Work:
    """A call to be made in a worker. ``key`` names the work: the same key is never queued twice.

    People take turns in a queue: ``person`` says whose work it is; work of nobody is all of one person. Work that
    ``is_optional`` is missed by nobody: it is not tried again, and when it fails nothing stays of it. Work
    ``is_lot`` lets all other work of the queue pass.
    """

    function: str
    key: str
    args: tuple[str | int, ...]
    timeout_s: int
    person: str = ""
    is_optional: bool = False
    is_lot: bool = False


@dataclass(frozen=True)
class LiveWork:
    """Work that waits or runs, and whose it is."""

    person: str
    is_running: bool


@dataclass(frozen=True)
class Failure:
    """Work that failed for good, and when (to the second)."""

    queue: QueueName
    key: str
    failed_at: datetime


@dataclass(frozen=True)
class FailedWork(Failure):
    """How it failed: the type of the ``error`` it raised, or the ``signal`` that ended its process, or neither."""

    work: Work
    runs: int
    error: str = ""
    signal: int = 0


class WorkQueue:
    """Puts work in the queues and tells its place."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._stops = CancelSwitch(client)

    def enqueue(self, name: QueueName, work: Work) -> bool:
        """Queue the work; False when the same work is already queued or running. A stop asked for before is forgotten.

        Raises QueueUnavailableError when Redis does not answer.
        """
        try:
            self._stops.clear(work.key)
            if self._add(name, work):
                return True
            with self._client.lock(f"queue:{work.key}", timeout=_LOCK_S):  # others may find the same ended record
                if self._find_status(work.key) in _ALIVE:
                    return False
                self.forget(work.key)
                return self._add(name, work)
        except redis.RedisError as error:
            raise QueueUnavailableError("enqueue failed") from error

    def find_place(self, name: QueueName, key: str) -> int | None:
        """Place of the work in its queue, from 1; None when it is not waiting."""
        position = self._queue(name).get_job_position(key)
        return None if position is None else position + 1

    def find_waiting_since(self, key: str) -> datetime | None:
        """When work that no worker took yet was queued; None when it does not wait."""
        job = self._find(key)
        if job is None or job.get_status(refresh=False) is not JobStatus.QUEUED:
            return None
        return job.enqueued_at

    def list_waiting(self, name: QueueName) -> tuple[str, ...]:
        """Keys of all work that no worker took yet, next first."""
        return tuple(self._queue(name).get_job_ids())

    def stop(self, name: QueueName, key: str) -> None:
        """Take work out of its queue, or ask it to end where it runs. Raises QueueUnavailableError."""
        self._stops.request(key)
        results = Result.get_key(key)  # type: ignore[no-untyped-call]  # RQ
        keys = [self._queue(name).key, Job.key_for(key), results]
        try:
            self._client.register_script(_WITHDRAW)(keys=keys, args=[key])
        except redis.RedisError as error:
            raise QueueUnavailableError("stop failed") from error

    def is_stopping(self, key: str) -> bool:
        """True for work that was asked to end and was not queued again since."""
        return self._stops.is_requested(key)

    def note_awaited(self, keys: Collection[str]) -> None:
        """Say that somebody waits for the end of this work; to be said again every few seconds."""
        with self._client.pipeline(transaction=False) as pipeline:
            for key in keys:
                pipeline.set(f"awaited:{key}", "1", ex=_AWAITED_S)
            pipeline.execute()

    def is_awaited(self, key: str) -> bool:
        return bool(self._client.exists(f"awaited:{key}"))

    def find_alive(self, keys: Collection[str]) -> dict[str, LiveWork]:
        """Those of the keys whose work waits or runs."""
        jobs = Job.fetch_many(keys, connection=self._client, serializer=JSONSerializer)
        found: dict[str, LiveWork] = {}
        for job in jobs:
            status = None if job is None else job.get_status(refresh=False)
            if job is not None and status in _ALIVE:
                found[job.id] = LiveWork(read_person(job), status == JobStatus.STARTED)
        return found

    def is_alive(self, key: str) -> bool:
        """True while the work waits or runs."""
        return self._find_status(key) in _ALIVE

    def has_failed(self, key: str) -> bool:
        """True when the work failed for good and nobody will try it again by itself."""
        return self._find_status(key) in _DEAD

    def has_raised(self, key: str) -> bool:
        """True when the last run of failed work raised an error; False when its worker died."""
        job = self._find(key)
        result = None if job is None else job.latest_result()
        return result is not None and (result.exc_string or "").startswith(_TRACEBACK)

    def list_failures(self) -> tuple[Failure, ...]:
        """Everything that failed for good in the last 30 days, oldest first in each queue."""
        found: list[Failure] = []
        for name in QueueName:
            key = FailedJobRegistry(name.value, connection=self._client, serializer=JSONSerializer).key
            entries: Any = self._client.zrange(key, 0, -1, withscores=True)
            for ident, score in entries:
                found.append(Failure(name, ident.decode(), datetime.fromtimestamp(score - _FAILURE_TTL_S, UTC)))
        return tuple(found)

    def find_failed(self, failure: Failure) -> FailedWork | None:
        """The work behind a failure; None when it lives again or was forgotten."""
        job = self._find(failure.key)
        if job is None or self._find_status(failure.key) not in _DEAD:
            return None
        result = job.latest_result()
        words = "" if result is None else result.exc_string or ""
        signal = _SIGNAL.search(words)
        work = Work(job.func_name or "", failure.key, tuple(job.args), int(job.timeout or 0), read_person(job))
        return FailedWork(
            failure.queue,
            failure.key,
            failure.failed_at,
            work,
            runs=CRASH_RETRIES - (job.retries_left or 0) + 1,
            error=_find_error(words),
            signal=0 if signal is None else int(signal[1]),
        )

    def forget(self, key: str) -> None:
        """Drop a record of finished or failed work, so that the same key may be queued again.

        Work that is just ending gets a moment: RQ would write its end over the new record of the same key.
        """
        give_up_at = time.monotonic() + _ENDING_S
        while self._find_status(key) is JobStatus.STARTED and time.monotonic() < give_up_at:
            time.sleep(0.02)
        job = self._find(key)
        if job is not None:
            try:
                job.delete()
            except (InvalidJobOperation, ValueError):  # its record, or that of a dead run, is ending by itself
                self._client.delete(job.key, job.execution_registry.key)

    def _add(self, name: QueueName, work: Work) -> bool:
        """Queue the work unless there is a record of the same key, alive or ended."""
        try:
            self._queue(name).enqueue(
                work.function,
                args=work.args,
                job_id=work.key,
                unique=True,
                job_timeout=work.timeout_s,
                result_ttl=_RESULT_TTL_S,
                failure_ttl=0 if work.is_optional else _FAILURE_TTL_S,
                retry=None if work.is_optional else Retry(max=CRASH_RETRIES, enqueue_at_front=True),
                meta=build_meta(work.person, is_lot=work.is_lot),
            )
        except DuplicateJobError:
            return False
        return True

    def _find_status(self, key: str) -> JobStatus | None:
        job = self._find(key)
        if job is None:
            return None
        try:
            status: JobStatus = job.get_status()
        except InvalidJobOperation:
            return None
        return status

    def _find(self, key: str) -> Job | None:
        try:
            return Job.fetch(key, connection=self._client, serializer=JSONSerializer)
        except NoSuchJobError:
            return None

    def _queue(self, name: QueueName) -> Queue:
        return TurnQueue(name.value, connection=self._client, serializer=JSONSerializer)


def _find_error(words: str) -> str:
    """Type of the error that a traceback ends with; the words of the error stay out, they may quote the case."""
    if not words.startswith(_TRACEBACK):
        return ""
    last_frame = words.rpartition('\n  File "')[2].splitlines()[1:]
    named = next((line for line in last_frame if line[:1] not in ("", " ")), "")
    match = _ERROR_LINE.match(named)
    return "" if match is None else match[1].rpartition(".")[2]
