"""One worker: it takes jobs from exactly one queue and runs each in a child of its own, which it watches.

Children die with their parent, so nothing runs twice unseen. A child that gives no sign of life, or whose work does not
go on, is killed and its job tried again.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import redis
import structlog
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute
from rq.worker_registration import clean_worker_registry

from core.infra.child import die_with_parent
from core.infra.logging import describe_error
from core.infra.queue import QueueName
from core.infra.tracing import flush_spans, trace
from core.infra.turns import read_trace
from jobs.model_keeper import KEEPER
from jobs.pulse import Pulse, Sign, Watch
from jobs.recovery import cleaning, delete_folder, job_folder
from jobs.runtime import begin_work, end_calls, services

_LEASE_S = 10
"""A job whose worker gives no sign for this long is taken over."""

_MONITOR_S = 2

_log = structlog.get_logger()


@dataclass(frozen=True)
class Patience:
    """How long the child of a job may give no sign of life, and how long its work may stand still."""

    frozen_s: float
    stalled_s: float


class WordlessJob(Job):
    """Work whose errors leave only their type behind: their words may quote the case, and RQ keeps and prints them."""

    def perform(self) -> Any:
        try:
            return super().perform()
        except Exception as error:  # noqa: BLE001  # the border of every job
            _log.error("job_raised", key=self.id, **describe_error(error))
            wordless = type(type(error).__name__, (Exception,), {})()
        raise wordless


class PortalWorker(Worker):
    """A worker whose lost jobs are noticed within seconds."""

    job_class = WordlessJob

    pulse: Pulse
    patience: Patience
    watch: Watch

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        return _LEASE_S

    def clean_registries(self) -> None:
        """Forget workers that are gone; their jobs are taken back by the pool."""
        for queue in self.queues:
            with cleaning(queue) as is_mine:
                if is_mine:
                    clean_worker_registry(queue)
        self.last_cleaned_at = datetime.now(UTC)  # type: ignore[assignment]  # RQ declares it None

    def handle_warm_shutdown_request(self) -> None:
        """Let the child know too: it may keep what it has."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ
        self.pulse.mark(Sign.STOP)

    def execute_job(self, job: Job, queue: Queue) -> None:
        """One folder per job for its temporary files: however the job ends, papers of a case do not stay behind."""
        job_folder(self.name).mkdir(mode=0o700, exist_ok=True)
        if queue.name == QueueName.BERT:
            _load(job.func_name or "")
        if queue.name == QueueName.INFERENCIA:
            KEEPER.ensure()
        self.pulse.mark(Sign.HORSE)
        self.pulse.mark(Sign.PROGRESS)
        self.watch = Watch(_MONITOR_S)
        try:
            super().execute_job(job, queue)
        finally:
            delete_folder(self.name)

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """Called every two seconds while a job runs; a job that does not live is killed instead of kept alive."""
        stall = self._find_stall() if self.watch.is_awake() else ""
        if stall:
            _log.error("job_killed", key=job.id, reason=stall)
            self.kill_horse(signal.SIGKILL)
            return
        super().maintain_heartbeats(job, execution)

    def handle_work_horse_killed(self, job: Job, retpid: int, ret_val: int, rusage: Any) -> None:
        """Give back at once what the dead child held; its job goes to the front of the queue right after."""
        super().handle_work_horse_killed(job, retpid, ret_val, rusage)  # type: ignore[no-untyped-call]  # RQ
        KEEPER.stop()  # it may still calculate what nobody waits for
        try:
            services().machinery.slots.release_owner(self.name)
        except redis.RedisError:
            _log.warning("permits_not_released")  # their lease ends by itself

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(self.pid or 0)
        tempfile.tempdir = str(job_folder(self.name))
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        begin_work(self.name, job.id, self.pulse)
        try:
            with trace("job", read_trace(job), work=job.func_name or "", queue=queue.name):
                return bool(super().perform_job(job, queue, execution))
        finally:  # threads that nobody waited for
            end_calls()
            flush_spans()

    def _find_stall(self) -> str:
        if self.pulse.age_s(Sign.HORSE) > self.patience.frozen_s:
            return "frozen"
        return "stalled" if self.pulse.age_s(Sign.PROGRESS) > self.patience.stalled_s else ""


def _load(function: str) -> None:
    """Have what trains in memory before the fork, from the first training on and only in the worker that trains.

    It takes seconds. Nothing of it may calculate here: threads do not cross a fork. What is missing the job will say.
    """
    with suppress(ImportError, ValueError):
        import_attribute(function)


@dataclass(frozen=True)
class Post:
    """What one worker process needs: its name, its queue, and how it is watched and watches."""

    name: str
    queue: QueueName
    parent_pid: int
    pulse: Pulse
    patience: Patience
    connect: Callable[[], redis.Redis]


def serve(post: Post) -> None:
    """Take jobs from the queue until told to stop."""
    die_with_parent(post.parent_pid)
    worker = PortalWorker(
        [post.queue.value],
        name=post.name,
        connection=post.connect(),
        serializer=JSONSerializer,
        worker_ttl=30,
        job_monitoring_interval=_MONITOR_S,
        maintenance_interval=10,
    )
    worker.pulse, worker.patience = post.pulse, post.patience
    post.pulse.beat_forever(Sign.WORKER)
    worker.work(with_scheduler=False, logging_level="WARNING")
