"""One piece of work has one place in its queue, however many ask for it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from pydantic import SecretStr
from rq import SimpleWorker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from core.infra.queue import LiveWork, QueueName, Work, WorkQueue
from core.infra.redis import build_queue_redis
from core.settings import RedisSettings

WORK = Work("jobs.read_documento.run", "leitura-1", ("1",), 60)


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return build_queue_redis(RedisSettings(url=SecretStr(redis_url)))


def end_as(client: redis.Redis, status: JobStatus) -> None:
    """What is left of the work after it ran."""
    Job.fetch(WORK.key, connection=client, serializer=JSONSerializer).set_status(status)
    client.delete("rq:queue:ocr")


def test_the_same_work_is_queued_once(client: redis.Redis) -> None:
    queue = WorkQueue(client)
    assert [queue.enqueue(QueueName.OCR, WORK) for _ in range(3)] == [True, False, False]
    assert client.llen("rq:queue:ocr") == 1


@pytest.mark.parametrize("status", [JobStatus.FINISHED, JobStatus.FAILED])
def test_work_that_ended_is_queued_again_by_exactly_one_of_many(client: redis.Redis, status: JobStatus) -> None:
    queue = WorkQueue(client)
    for _ in range(10):
        queue.enqueue(QueueName.OCR, WORK)
        end_as(client, status)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: queue.enqueue(QueueName.OCR, WORK), range(8)))
        assert answers.count(True) == 1
        assert client.llen("rq:queue:ocr") == 1


def test_failed_work_is_known_until_it_is_forgotten(client: redis.Redis) -> None:
    queue = WorkQueue(client)
    queue.enqueue(QueueName.OCR, WORK)
    end_as(client, JobStatus.FAILED)
    assert queue.has_failed(WORK.key)
    queue.forget(WORK.key)
    assert not queue.has_failed(WORK.key)
    assert queue.find_place(QueueName.OCR, WORK.key) is None


def test_work_whose_last_run_left_a_trace_is_queued_again(client: redis.Redis) -> None:
    """A killed worker leaves the name of its run behind, and the record of that run ends by itself."""
    queue = WorkQueue(client)
    queue.enqueue(QueueName.OCR, WORK)
    job = Job.fetch(WORK.key, connection=client, serializer=JSONSerializer)
    client.zadd(job.execution_registry.key, {"a-run-without-record": 2**33})
    end_as(client, JobStatus.FAILED)
    assert queue.enqueue(QueueName.OCR, WORK)


def test_optional_work_that_fails_is_neither_tried_again_nor_a_dead_letter(client: redis.Redis) -> None:
    queue, work = WorkQueue(client), Work("jobs.none.run", "ahead", ("1",), 60, is_optional=True)
    assert queue.enqueue(QueueName.AUTOS, work)
    worker = SimpleWorker([QueueName.AUTOS.value], connection=client, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="CRITICAL")
    assert [queue.find_failed(failure) for failure in queue.list_failures()] in ([], [None])
    assert not queue.is_alive(work.key)
    assert queue.enqueue(QueueName.AUTOS, work)


def test_work_that_waits_is_stopped_without_a_worker_and_may_be_queued_again(client: redis.Redis) -> None:
    queue = WorkQueue(client)
    queue.enqueue(QueueName.OCR, WORK)
    assert queue.find_alive([WORK.key, "other"]) == {WORK.key: LiveWork("", is_running=False)}
    queue.stop(QueueName.OCR, WORK.key)
    assert queue.find_alive([WORK.key]) == {}
    assert queue.list_waiting(QueueName.OCR) == ()
    assert queue.enqueue(QueueName.OCR, WORK)
    assert not queue.is_stopping(WORK.key)


def test_work_that_runs_is_asked_to_end_until_somebody_queues_it_again(client: redis.Redis) -> None:
    queue = WorkQueue(client)
    queue.enqueue(QueueName.OCR, replace(WORK, person="ana"))
    end_as(client, JobStatus.STARTED)
    queue.stop(QueueName.OCR, WORK.key)
    assert queue.is_stopping(WORK.key)
    assert queue.find_alive([WORK.key]) == {WORK.key: LiveWork("ana", is_running=True)}
    assert not queue.enqueue(QueueName.OCR, WORK)
    assert not queue.is_stopping(WORK.key)


def test_work_that_somebody_waits_for_is_known(client: redis.Redis) -> None:
    queue = WorkQueue(client)
    queue.note_awaited([WORK.key])
    assert queue.is_awaited(WORK.key)
    assert not queue.is_awaited("other")
    assert 0 < client.ttl(f"awaited:{WORK.key}") < 10
