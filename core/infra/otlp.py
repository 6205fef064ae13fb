"""Spans as a collector of OpenTelemetry takes them, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_FLUSH_MS = 2_000
_NS = 1_000_000_000
_propagator = TraceContextTextMapPropagator()


class OtlpExporter:
    """Spans wait in memory and leave in batches; a collector that is away costs only the spans."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("portal")

    @contextmanager
    def open(self, name: str, parent: str, attributes: dict[str, str]) -> Iterator[str]:
        """A span around the block. Of an error it keeps the type: the words may quote the case."""
        above = _propagator.extract({"traceparent": parent})
        with self._tracer.start_as_current_span(
            name,
            context=above,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            carrier: dict[str, str] = {}
            _propagator.inject(carrier)
            try:
                yield carrier["traceparent"]
            except Exception as error:
                span.set_status(StatusCode.ERROR)
                span.set_attribute("error.type", type(error).__name__)
                raise

    def add(self, name: str, parent: str, seconds: float, attributes: dict[str, str]) -> None:
        """A span that ended now and took ``seconds``."""
        ended_ns = time.time_ns()
        began_ns = ended_ns - round(seconds * _NS)
        above = _propagator.extract({"traceparent": parent})
        self._tracer.start_span(name, context=above, attributes=attributes, start_time=began_ns).end(ended_ns)

    def flush(self) -> None:
        self._provider.force_flush(_FLUSH_MS)


def build_exporter(endpoint: str, process: str) -> OtlpExporter:
    """``endpoint`` is the whole address, such as ``http://collector:4318/v1/traces``."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"portal-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=2)))
    return OtlpExporter(provider)
