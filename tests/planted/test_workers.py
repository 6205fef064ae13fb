"""Faults in the workers, seen by the model: work that never comes back, comes too late, or runs twice at once.

All pools run side by side, for most of the time is waiting.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import psutil
import pytest
import redis
from rq import Worker
from rq.serializers import JSONSerializer

from core.infra.queue import QueueName, Work, WorkQueue
from ops.state import ROOT
from tests.jobs.stage import wait_until
from tests.load.checker import RecordedCall, find_overlapping
from tests.planted.conftest import Witness
from tests.planted.stand import DIED, FAULTS, SOUND

RECOVERY_S = 15.0
"""Well above what the product takes on a busy machine, well below what the queue's own times allow."""

START_S = 90.0
FIRST_NUMBER = 4
"""Of the parts of Redis, one per pool."""


@dataclass(frozen=True)
class Seen:
    """What the model saw of one pool: how long after the kill its work ran, and whether it ran beside itself."""

    recovery_s: float
    is_overlapping: bool


@dataclass
class Theatre:
    """The pools by their fault, with whoever may outlive them."""

    gemini: Witness
    clients: dict[str, redis.Redis]
    processes: list[psutil.Process]

    def calls(self, fault: str) -> list[RecordedCall]:
        return [call for call in self.gemini.list_calls() if call.request == fault]

    def find_death(self, fault: str) -> float | None:
        """When the worker died between taking and starting its job."""
        died: bytes | None = self.clients[fault].get(DIED)
        return None if died is None else float(died)

    def kill_worker(self, fault: str) -> float:
        (worker,) = (
            psutil.Process(found.pid)
            for found in Worker.all(connection=self.clients[fault], serializer=JSONSerializer)
            if found.get_current_job_id()
        )
        self.processes += worker.children(recursive=True)
        worker.kill()
        return time.time()

    def judge(self, fault: str, killed_t: float) -> Seen:
        calls = self.calls(fault)
        later = [call.span.start_t - killed_t for call in calls if call.span.start_t > killed_t]
        return Seen(min(later, default=math.inf), bool(find_overlapping(calls)))


@pytest.fixture(scope="module")
def seen(services: dict[str, str], gemini_url: str) -> Iterator[Mapping[str, Seen]]:
    """One piece of work in each pool, whose worker is killed once."""
    base = services["REDIS_URL"].rpartition("/")[0]
    urls = {fault: f"{base}/{number}" for number, fault in enumerate(FAULTS, FIRST_NUMBER)}
    with ExitStack() as stack:
        gemini = stack.enter_context(closing(Witness(gemini_url)))
        clients = {fault: stack.enter_context(redis.Redis.from_url(url)) for fault, url in urls.items()}
        gemini.reset()
        stack.callback(gemini.reset)
        gemini.fail(latency_s={"generateContent": 2 * START_S})
        for fault, client in clients.items():
            client.flushdb()
            work = Work("tests.planted.stand.call_model", fault, (gemini.url, fault), int(4 * START_S))
            WorkQueue(client).enqueue(QueueName.OCR, work)
        theatre = Theatre(gemini, clients, [])
        stack.enter_context(running(start_stand(services, urls), theatre.processes))
        yield play(theatre)


def start_stand(services: dict[str, str], urls: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DATABASE_URL": services["DATABASE_URL"],
        "WEB_IS_DEMONSTRATION": "true",
        "GEMINI_API_KEY": "demo-key",
        "GEMINI_BASE_URL": "http://127.0.0.1:1",
        "TRIBUNAL_URL": "http://127.0.0.1:1",
        "TRIBUNAL_USUARIO": "ninguem",
        "TRIBUNAL_SENHA": "x",
        "WORKERS_OCR": "1",
        "LOGGING_LEVEL": "CRITICAL",
    }
    argv = [sys.executable, "-m", "tests.planted.stand", *(f"{fault}={url}" for fault, url in urls.items())]
    return subprocess.Popen(argv, cwd=ROOT, env=environment)


@contextmanager
def running(stand: subprocess.Popen[bytes], outliving: list[psutil.Process]) -> Iterator[None]:
    """Until the end, which is that of all its children too, and of those that outlived their parents."""
    try:
        yield
    finally:
        parent = psutil.Process(stand.pid)
        for process in (parent, *parent.children(recursive=True), *outliving):
            if process.is_running():
                process.kill()
        stand.wait(timeout=20)


def play(theatre: Theatre) -> dict[str, Seen]:
    """Kill every worker that does not die by itself, then look for as long as the product may take."""
    dying = [fault for fault, planted in FAULTS.items() if planted.dies]
    killed_t: dict[str, float] = {}
    for fault in [fault for fault in FAULTS if fault not in dying]:
        wait_until(lambda: theatre.calls(fault), START_S, f"the first call of {fault}")  # noqa: B023  # called now
        killed_t[fault] = theatre.kill_worker(fault)
    for fault in dying:
        wait_until(lambda: theatre.find_death(fault), START_S, f"the death of {fault}")  # noqa: B023  # called now
        killed_t[fault] = theatre.find_death(fault) or 0
    time.sleep(max(killed_t.values()) + RECOVERY_S - time.time())
    return {fault: theatre.judge(fault, killed_t[fault]) for fault in FAULTS}


def test_killed_work_runs_again_soon_and_never_beside_itself(seen: Mapping[str, Seen]) -> None:
    assert seen[SOUND].recovery_s < RECOVERY_S
    assert not seen[SOUND].is_overlapping


def test_a_child_that_outlives_its_worker_is_found(seen: Mapping[str, Seen]) -> None:
    assert seen["no-pdeathsig"].is_overlapping


def test_the_own_times_of_the_queue_are_found(seen: Mapping[str, Seen]) -> None:
    assert seen["default-intervals"].recovery_s > RECOVERY_S


def test_work_taken_and_not_started_is_taken_back(seen: Mapping[str, Seen]) -> None:
    assert seen["one-queue"].recovery_s < RECOVERY_S


def test_a_worker_on_two_queues_is_found(seen: Mapping[str, Seen]) -> None:
    assert seen["two-queues"].recovery_s > RECOVERY_S
