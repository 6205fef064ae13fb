"""The work queues: RQ with JSON arguments, one deterministic id per piece of work, retried when a worker dies."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

import redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from core.errors import QueueUnavailableError

CRASH_RETRIES = 3
"""Times a job starts again after its worker died, before it is left for the administrator."""

_FAILURE_TTL_S = 30 * 24 * 3600
_RESULT_TTL_S = 60
_ENDING_S = 2.0
_LOCK_S = 5.0
_TRACEBACK = "Traceback"
_ALIVE = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED)


class QueueName(StrEnum):
    """One queue per kind of work; one worker process serves exactly one."""

    PECAS = "pecas"
    OCR = "ocr"
    DOCX = "docx"


@dataclass(frozen=True)
class Work:
    """A call to be made in a worker. ``key`` names the work: the same key is never queued twice."""

    function: str
    key: str
    args: tuple[str | int, ...]
    timeout_s: int


class WorkQueue:
    """Puts work in the queues and tells its place."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def enqueue(self, name: QueueName, work: Work, *, at_front: bool = False) -> bool:
        """Queue the work; False when the same work is already queued or running.

        Raises QueueUnavailableError when Redis does not answer.
        """
        try:
            if self._add(name, work, at_front=at_front):
                return True
            with self._client.lock(f"queue:{work.key}", timeout=_LOCK_S):  # others may find the same ended record
                if self._find_status(work.key) in _ALIVE:
                    return False
                self.forget(work.key)
                return self._add(name, work, at_front=at_front)
        except redis.RedisError as error:
            raise QueueUnavailableError("enqueue failed") from error

    def find_place(self, name: QueueName, key: str) -> int | None:
        """Place of the work in its queue, from 1; None when it is not waiting."""
        position = self._queue(name).get_job_position(key)
        return None if position is None else position + 1

    def has_failed(self, key: str) -> bool:
        """True when the work failed for good and nobody will try it again by itself."""
        return self._find_status(key) in (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED)

    def has_raised(self, key: str) -> bool:
        """True when the last run of failed work raised an error; False when its worker died."""
        job = self._find(key)
        result = None if job is None else job.latest_result()
        return result is not None and (result.exc_string or "").startswith(_TRACEBACK)

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
            except InvalidJobOperation:  # its record is ending by itself
                self._client.delete(job.key)

    def _add(self, name: QueueName, work: Work, *, at_front: bool) -> bool:
        """Queue the work unless there is a record of the same key, alive or ended."""
        try:
            self._queue(name).enqueue(
                work.function,
                args=work.args,
                job_id=work.key,
                unique=True,
                job_timeout=work.timeout_s,
                result_ttl=_RESULT_TTL_S,
                failure_ttl=_FAILURE_TTL_S,
                retry=Retry(max=CRASH_RETRIES),
                at_front=at_front,
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
        return Queue(name.value, connection=self._client, serializer=JSONSerializer)
