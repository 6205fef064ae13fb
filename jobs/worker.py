"""The workers: one parent that loads everything once and keeps a fixed number of children per queue.

Each child serves exactly one queue (a worker on two loses a job for ever if it dies between taking and starting
it). Children die with their parent, and the child of a child with it, so nothing runs twice unseen.
"""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import redis
import structlog
from rq import Queue, Worker
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE
from rq.job import Job
from rq.registry import StartedJobRegistry, clean_registries
from rq.serializers import JSONSerializer
from rq.worker_pool import ForkProcess, WorkerData, WorkerPool
from rq.worker_registration import clean_worker_registry

from core.infra.logging import configure_logging
from core.infra.queue import QueueName
from core.infra.redis import build_worker_redis
from core.settings import Settings, load_settings
from jobs import export_peca, generate_peca, read_documento
from jobs.runtime import preload

PRELOADED = (export_peca, generate_peca, read_documento)
"""Imported before the fork: the children share this memory and start at once."""

_LEASE_S = 10
"""A job whose worker gives no sign for this long is taken over."""

_MONITOR_S = 2
_GRACE_S = 8.0
"""Time a stopping worker gets to finish; after it the job is handed over to the next start."""

_CLEANING_MS = 5000
"""Life of the lock of a cleaner that was killed."""

_PR_SET_PDEATHSIG = 1

_log = structlog.get_logger()


def die_with_parent(parent_pid: int) -> None:
    """Ask Linux to kill this process when its parent dies. Elsewhere the lease alone decides."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)


class PortalWorker(Worker):
    """A worker whose lost jobs are noticed within seconds."""

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        return _LEASE_S

    def clean_registries(self) -> None:
        """Take back only what died between being taken and started: the rest is the pool's."""
        for queue in self.queues:
            with _cleaning(queue) as is_mine:
                if is_mine:
                    clean_worker_registry(queue)
                    queue.intermediate_queue.cleanup(self, queue)
        self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment]  # RQ declares it None

    def execute_job(self, job: Job, queue: Queue) -> None:
        """One folder per job for its temporary files: however the job ends, papers of a case do not stay behind."""
        folder = _job_folder(self.name)
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            super().execute_job(job, queue)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(self.pid or 0)
        tempfile.tempdir = str(_job_folder(self.name))
        super().main_work_horse(job, queue)


class PortalPool(WorkerPool):
    """A fixed number of workers for each queue; a dead one is replaced within a second."""

    def __init__(self, plan: Mapping[QueueName, int], connect: Callable[[], redis.Redis]) -> None:
        super().__init__([], connection=connect(), num_workers=sum(plan.values()), serializer=JSONSerializer)
        self._plan = plan
        self._connect = connect
        self._queue_of: dict[str, QueueName] = {}
        self._stop_at: float | None = None

    def get_worker_process(self, name: str, *_options: Any, **_more: Any) -> BaseProcess:  # RQ's signature
        missing = next(queue for queue, count in self._plan.items() if self._count(queue) < count)
        self._queue_of[name] = missing
        return ForkProcess(
            target=_run_worker, args=(name, missing, os.getpid(), self._connect), name=f"{missing}-{name}"
        )

    def check_workers(self, respawn: bool = True) -> None:  # noqa: FBT001, FBT002  # RQ's signature
        """Replace dead workers and take back the jobs they left."""
        before = set(self.worker_dict)
        super().check_workers(respawn)
        if before - set(self.worker_dict):
            _log.warning("workers_replaced", count=len(before - set(self.worker_dict)))
        try:
            for name in self._plan:
                queue = Queue(name.value, connection=self.connection, serializer=JSONSerializer)
                with _cleaning(queue) as is_mine:
                    if is_mine:
                        clean_registries(queue)
        except redis.RedisError:
            _log.warning("registries_not_cleaned")

    def handle_dead_worker(self, worker_data: WorkerData) -> None:
        """Let what the dead worker ran be taken over at once: on Linux its child died with it."""
        super().handle_dead_worker(worker_data)
        shutil.rmtree(_job_folder(worker_data.name), ignore_errors=True)
        queue_name = self._queue_of.pop(worker_data.name, None)
        if queue_name is None or sys.platform != "linux":
            return
        try:
            _expire_executions(self.connection, worker_data.name, queue_name)
        except redis.RedisError:
            _log.warning("executions_not_expired")  # their lease ends by itself

    def all_workers_have_stopped(self) -> bool:
        """Wait for the running jobs a little, then leave them to the next start."""
        self._stop_at = self._stop_at or time.monotonic() + _GRACE_S
        if time.monotonic() > self._stop_at:
            for worker in self.worker_dict.values():
                worker.process.kill()
        return super().all_workers_have_stopped()

    def _count(self, queue: QueueName) -> int:
        return sum(self._queue_of.get(name) == queue for name in self.worker_dict)


@contextmanager
def _cleaning(queue: Queue) -> Iterator[bool]:
    """True for the only one who cleans this queue now: two at once would start a lost job twice.

    RQ's own lock would stay for fifteen minutes if its holder was killed.
    """
    key = f"cleaning:{queue.name}"
    is_mine = bool(queue.connection.set(key, 1, nx=True, px=_CLEANING_MS))
    try:
        yield is_mine
    finally:
        if is_mine:
            queue.connection.delete(key)


def _job_folder(worker_name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"portal-job-{worker_name}"


def _expire_executions(client: redis.Redis, worker_name: str, queue_name: QueueName) -> None:
    executions: Any = client.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(worker_name))
    if executions:
        key = StartedJobRegistry(queue_name.value, connection=client, serializer=JSONSerializer).key
        client.zadd(key, dict.fromkeys(executions, 0), xx=True)


def _run_worker(name: str, queue: QueueName, parent_pid: int, connect: Callable[[], redis.Redis]) -> None:
    die_with_parent(parent_pid)
    worker = PortalWorker(
        [queue.value],
        name=name,
        connection=connect(),
        serializer=JSONSerializer,
        worker_ttl=30,
        job_monitoring_interval=_MONITOR_S,
        maintenance_interval=10,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")


def build_plan(settings: Settings, queues: list[QueueName]) -> dict[QueueName, int]:
    """Number of workers of the queues asked for; all queues when none is named."""
    counts = {
        QueueName.PECAS: settings.workers.pecas,
        QueueName.OCR: settings.workers.ocr,
        QueueName.DOCX: settings.workers.docx,
    }
    return {queue: counts[queue] for queue in queues or list(counts)}


def main(names: list[str]) -> None:
    """Serve the named queues until told to stop."""
    settings = load_settings()
    configure_logging(settings.logging, process="worker")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    plan = build_plan(settings, [QueueName(name) for name in names])
    pool = PortalPool(plan, lambda: build_worker_redis(settings.redis))
    preload()
    gc.collect()
    gc.freeze()
    _log.info("workers_started", **{queue.value: count for queue, count in plan.items()})
    pool.start(logging_level="WARNING")


if __name__ == "__main__":
    main(sys.argv[1:])
