"""A fixed number of workers for each queue; dead and frozen ones are replaced, and what they left is taken back."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

import redis
import structlog
from rq import Queue
from rq.registry import clean_registries
from rq.serializers import JSONSerializer
from rq.worker_pool import ForkProcess, WorkerData, WorkerPool

from core.infra.processes import PERIOD_S, ProcessBook
from core.infra.queue import QueueName
from jobs.pulse import Pulse, Sign, Watch
from jobs.recovery import cleaning, delete_folder, expire_executions, list_dead_workers, take_back_popped
from jobs.runtime import services
from jobs.serving import Patience, Post, serve

_GRACE_S = 8.0
"""Time a stopping worker gets to finish; after it the job is handed over to the next start."""

_FROZEN_S = 7.0
"""A worker without a sign of life for this long is killed: below the lease, so that its job never runs twice."""

_ROUND_S = 1.0

_log = structlog.get_logger()


@dataclass(frozen=True)
class Share:
    """The workers of one queue."""

    count: int
    patience: Patience


class PortalPool(WorkerPool):
    """Checks its workers each second."""

    def __init__(self, plan: Mapping[QueueName, Share], connect: Callable[[], redis.Redis]) -> None:
        count = sum(share.count for share in plan.values())
        super().__init__([], connection=connect(), num_workers=count, serializer=JSONSerializer)
        self._plan = plan
        self._connect = connect
        self._posts: dict[str, Post] = {}
        self._stop_at: float | None = None
        self._watch = Watch(_ROUND_S)
        self._book = ProcessBook(self.connection)
        self._noted_at = float("-inf")

    def start_workers(self, *args: Any, **options: Any) -> None:
        """Take back first what workers left that died with their pool."""
        try:
            for name, queue in list_dead_workers(self.connection):
                self._take_back(name, queue)
        except redis.RedisError:
            _log.warning("former_workers_not_checked")
        super().start_workers(*args, **options)

    def get_worker_process(self, name: str, *_options: Any, **_more: Any) -> BaseProcess:  # RQ's signature
        missing = next(queue for queue, share in self._plan.items() if self._count(queue) < share.count)
        post = Post(name, missing, os.getpid(), Pulse(), self._plan[missing].patience, self._connect)
        self._posts[name] = post
        return ForkProcess(target=serve, args=(post,), name=f"{missing}-{name}")

    def check_workers(self, respawn: bool = True) -> None:  # noqa: FBT001, FBT002  # RQ's signature
        """Replace dead workers and take back the jobs they left."""
        before = set(self.worker_dict)
        self._kill_frozen()
        super().check_workers(respawn)
        if before - set(self.worker_dict):
            _log.warning("workers_replaced", count=len(before - set(self.worker_dict)))
        try:
            for name in self._plan:
                self._clean(Queue(name.value, connection=self.connection, serializer=JSONSerializer))
        except redis.RedisError:
            _log.warning("registries_not_cleaned")
        self._note_processes()

    def reap_workers(self) -> None:
        """Without RQ's pause for each living worker, which would add up to seconds."""
        for data in list(self.worker_dict.values()):
            if not data.process.is_alive():
                self.handle_dead_worker(data)

    def handle_dead_worker(self, worker_data: WorkerData) -> None:
        super().handle_dead_worker(worker_data)
        post = self._posts.pop(worker_data.name, None)
        if post is None:
            return
        try:
            self._take_back(post.name, post.queue)
        except redis.RedisError:
            _log.warning("work_not_taken_back")  # its leases end by themselves

    def all_workers_have_stopped(self) -> bool:
        """Wait for the running jobs a little, then leave them to the next start."""
        self._stop_at = self._stop_at or time.monotonic() + _GRACE_S
        if time.monotonic() > self._stop_at:
            for worker in self.worker_dict.values():
                worker.process.kill()
        return bool(super().all_workers_have_stopped())

    def _note_processes(self) -> None:
        """Here and not in a thread: a fork beside a thread may copy a lock that nobody opens again."""
        if time.monotonic() - self._noted_at < PERIOD_S:
            return
        self._noted_at = time.monotonic()
        workers = {data.process.pid: self._posts[name].queue.value for name, data in self.worker_dict.items()}
        self._book.note({os.getpid(): "pool", **{pid: queue for pid, queue in workers.items() if pid}})

    def _kill_frozen(self) -> None:
        if not self._watch.is_awake():
            return
        for name, data in self.worker_dict.items():
            if self._posts[name].pulse.age_s(Sign.WORKER) > _FROZEN_S:
                _log.error("worker_killed", worker=name, reason="frozen")
                data.process.kill()
                data.process.join(1.0)

    def _take_back(self, worker_name: str, queue: QueueName) -> None:
        """Let what the dead worker ran be taken over at once: on Linux its child died with it."""
        delete_folder(worker_name)
        if sys.platform == "linux":
            expire_executions(self.connection, worker_name, queue)
            services().machinery.slots.release_owner(worker_name)

    def _clean(self, queue: Queue) -> None:
        with cleaning(queue) as is_mine:
            if is_mine:
                clean_registries(queue)
                take_back_popped(queue)

    def _count(self, queue: QueueName) -> int:
        return sum(self._posts[name].queue == queue for name in self.worker_dict)
