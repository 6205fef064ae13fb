"""Pools of workers, each with one fault: ``python -m tests.planted.stand FAULT=REDIS_URL ...``.

One process loads the product once and becomes one pool per argument; the pool is the product's own.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from rq import Queue, Worker
from rq.job import Job

from core.infra.queue import QueueName
from jobs import pool, serving, worker
from jobs.serving import PortalWorker

SOUND = "sound"
DIED = "stand:died"
"""Key under which a worker that dies by itself says when."""


@dataclass(frozen=True)
class Planted:
    """A change of the product. ``dies``: its worker dies by itself between taking and starting the first job."""

    change: Callable[[], None]
    dies: bool = False


def call_model(url: str, name: str) -> None:
    """The work: one call, known to the model's ledger by its name."""
    httpx.post(
        f"{url}/v1beta/models/gemini-2.5-flash:generateContent",
        json={"contents": [{"role": "user", "parts": [{"text": name}]}]},
        headers={"x-goog-api-key": "demo-key", "x-request-id": name},
        timeout=120,
    ).raise_for_status()


def outlive_parents() -> None:
    """Children are not killed with their parent."""
    serving.die_with_parent = lambda _pid: None


def wait_as_the_queue_does() -> None:
    """The queue's own times decide when lost work is taken back, and nobody does it for them."""
    begin = Worker.__init__

    def with_defaults(self: Worker, *args: Any, **options: Any) -> None:
        tuned = ("worker_ttl", "job_monitoring_interval", "maintenance_interval")
        begin(self, *args, **{name: value for name, value in options.items() if name not in tuned})

    PortalWorker.__init__ = with_defaults
    PortalWorker.get_heartbeat_ttl = Worker.get_heartbeat_ttl
    PortalWorker.clean_registries = Worker.clean_registries
    pool.PortalPool._take_back = lambda *_: None
    pool.PortalPool._clean = lambda *_: None


def die_before_the_start() -> None:
    """The first job kills its worker after it left the queue and before it starts. No fault of the product."""
    execute = PortalWorker.execute_job

    def die_once(self: PortalWorker, job: Job, queue: Queue) -> None:
        if self.connection.set(DIED, time.time(), nx=True):
            os.kill(os.getpid(), signal.SIGKILL)
        execute(self, job, queue)

    PortalWorker.execute_job = die_once


def serve_two_queues() -> None:
    """Each worker looks at a second queue too."""
    begin = PortalWorker.__init__

    def with_another(self: PortalWorker, queues: list[str], **options: Any) -> None:
        begin(self, [*queues, QueueName.DOCX.value], **options)

    PortalWorker.__init__ = with_another


FAULTS = {
    SOUND: Planted(lambda: None),
    "no-pdeathsig": Planted(outlive_parents),
    "default-intervals": Planted(wait_as_the_queue_does),
    "one-queue": Planted(lambda: None, dies=True),
    "two-queues": Planted(serve_two_queues, dies=True),
}


def main(stands: list[str]) -> None:
    for stand in stands:
        fault, _, url = stand.partition("=")
        if os.fork() == 0:
            os.environ["REDIS_URL"] = url
            FAULTS[fault].change()
            if FAULTS[fault].dies:
                die_before_the_start()
            worker.main([QueueName.OCR.value])
            return
    for _ in stands:
        os.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
