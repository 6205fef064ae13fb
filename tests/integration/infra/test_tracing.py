"""A click, the job it leads to and the calls of that job are one trace, in the log and at a collector."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import redis
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from rq.job import Job
from rq.serializers import JSONSerializer

from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.tracing import carry, flush_spans, in_trace, note_step, start_tracing, trace
from core.infra.turns import read_trace
from core.settings import TracingSettings

SECRET = "paciente Fulana de Tal"


class Collector(HTTPServer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Inbox)
        self.bodies: list[bytes] = []

    @property
    def spans(self) -> dict[str, Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        found = [span for one in requests for r in one.resource_spans for s in r.scope_spans for span in s.spans]
        return {span.name: span for span in found}


class Inbox(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        start_tracing(TracingSettings(endpoint=f"http://127.0.0.1:{server.server_port}/v1/traces"), process="test")
        yield server
        start_tracing(TracingSettings(), process="test")
        server.shutdown()


@pytest.fixture
def job(redis_url: str) -> Iterator[Job]:
    """Queued by a click."""
    with redis.Redis.from_url(redis_url) as client:
        with trace("page", page="gerador"):
            WorkQueue(client).enqueue(QueueName.DOCX, Work("jobs.export_peca.run", "docx-1", (), 60))
        yield Job.fetch("docx-1", connection=client, serializer=JSONSerializer)


def test_what_a_click_leads_to_is_one_trace_at_the_collector(collector: Collector, job: Job) -> None:
    with trace("job", read_trace(job)), ThreadPoolExecutor() as pool:
        pool.submit(in_trace(note_step), "outside_call", 0.5).result()
    flush_spans()
    page, work, call = (collector.spans[name] for name in ("page", "job", "outside_call"))
    assert page.trace_id == work.trace_id == call.trace_id
    assert (work.parent_span_id, call.parent_span_id) == (page.span_id, work.span_id)
    assert (call.end_time_unix_nano - call.start_time_unix_nano) / 1e9 == pytest.approx(0.5)


def test_a_span_tells_that_it_failed_and_never_the_words(collector: Collector) -> None:
    with pytest.raises(ValueError, match="Fulana"), trace("job"):
        raise ValueError(SECRET)
    flush_spans()
    assert "ValueError" in str(collector.spans["job"])
    assert SECRET.encode() not in b"".join(collector.bodies)


def test_lines_of_the_log_of_a_job_name_the_trace_of_its_click(job: Job) -> None:
    def read() -> object:
        return structlog.contextvars.get_contextvars()["trace_id"]

    with trace("job", read_trace(job)), ThreadPoolExecutor() as pool:
        ids = {read(), pool.submit(in_trace(read)).result()}
    assert ids == {read_trace(job).split("-")[1]}
    assert carry() == ""
    assert "trace_id" not in structlog.contextvars.get_contextvars()


def test_without_a_collector_nothing_is_sent(collector: Collector) -> None:
    start_tracing(TracingSettings(), process="test")
    with trace("job"):
        note_step("outside_call", 0.5)
        flush_spans()
    assert collector.bodies == []
