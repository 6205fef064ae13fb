"""A job that fails unforeseen: what it held comes back at once, and the words of its error go nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rq.job import Job
from rq.serializers import JSONSerializer

from core.infra.queue import CRASH_RETRIES, QueueName, Work
from core.infra.worklog import WorkLog
from tests.jobs.stage import TEXTOS, Stage, wait_until

WORDS = "Fulana de Tal pede o medicamento"
KEY = "broken"


@pytest.fixture
def broken(stage: Stage) -> Iterator[Stage]:
    """The last run of the job has failed; the call that each run left behind would take longer than the test."""
    queue = stage.services.machinery.queue
    queue.forget(KEY)
    stage.court.fail(latency_s={"consulta": 30})
    queue.enqueue(QueueName.OCR, Work("tests.jobs.broken.run", KEY, (TEXTOS,), 60))
    wait_until(lambda: queue.has_failed(KEY), 30, "the last failure")
    yield stage
    queue.forget(KEY)


def test_its_calls_end_and_its_permits_come_back(broken: Stage) -> None:
    wait_until(lambda: broken.court.in_flight == 0, 1, "the end of the calls")
    wait_until(lambda: broken.count_permits() == 0, 1, "the return of the permits")
    assert broken.court.count_started("consulta") == 1 + CRASH_RETRIES
    assert broken.court.max_in_flight == 1


def test_only_the_type_of_its_error_is_kept(broken: Stage) -> None:
    machinery = broken.services.machinery
    (failed,) = [machinery.queue.find_failed(item) for item in machinery.queue.list_failures() if item.key == KEY]
    assert failed is not None
    assert (failed.error, failed.signal) == ("LookupError", 0)
    assert machinery.queue.has_raised(KEY)
    job = Job.fetch(KEY, connection=machinery.queue_client, serializer=JSONSerializer)
    kept = [str(result.exc_string) for result in job.results()]
    assert kept
    assert not [text for text in (*kept, broken.pool.read_log()) if WORDS in text]
    (line,) = [line for line in WorkLog(machinery.client).read(KEY) if line["event"] == "job_raised"][-1:]
    assert line["reason"] == "LookupError"
