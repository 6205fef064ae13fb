"""One trace for a click and all that follows from it: through the page, the queue, the job and the calls outside.

Its id stands in every line of the log. Where the settings name a collector, each step becomes a span of OpenTelemetry;
where they do not, there are none. Spans carry names and numbers, never words of a case.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

from structlog.contextvars import bound_contextvars

from core.infra.otlp import build_exporter
from core.settings import TracingSettings

P = ParamSpec("P")
T = TypeVar("T")

_current: ContextVar[str] = ContextVar("traceparent", default="")


class Exporter(Protocol):
    """Where spans go. ``parent`` and what ``open`` gives are W3C trace contexts; an empty parent begins a trace."""

    def open(self, name: str, parent: str, attributes: dict[str, str]) -> AbstractContextManager[str]: ...

    def add(self, name: str, parent: str, seconds: float, attributes: dict[str, str]) -> None: ...

    def flush(self) -> None: ...


class _Setup:
    exporter: Exporter | None = None


def start_tracing(settings: TracingSettings, *, process: str) -> None:
    """Send the spans of this process to the collector of the settings; without one they are nowhere."""
    _Setup.exporter = build_exporter(settings.endpoint, process) if settings.endpoint else None


def flush_spans() -> None:
    """Send what waits: a process that ends at once would take it along."""
    if _Setup.exporter is not None:
        _Setup.exporter.flush()


@contextmanager
def trace(name: str, parent: str = "", **attributes: str) -> Iterator[None]:
    """A step of the trace that runs here, or of ``parent``, as ``carry`` told it elsewhere; else of a new one."""
    parent = parent or _current.get()
    with _open(name, parent, attributes) as context:
        token = _current.set(context)
        try:
            with bound_contextvars(trace_id=context.split("-")[1]):
                yield
        finally:
            _current.reset(token)


def note_step(name: str, seconds: float, **attributes: str) -> None:
    """A step of the trace that runs here and has just ended: what a generator did between two of its items."""
    if _Setup.exporter is not None:
        _Setup.exporter.add(name, _current.get(), seconds, attributes)


def carry() -> str:
    """The trace that runs here, to be handed to another process; empty outside of one (W3C ``traceparent``)."""
    return _current.get()


def in_trace(function: Callable[P, T]) -> Callable[P, T]:
    """The function as a thread of a pool must get it to write into this trace; made anew for each call."""
    return partial(copy_context().run, function)


def _open(name: str, parent: str, attributes: dict[str, str]) -> AbstractContextManager[str]:
    if _Setup.exporter is not None:
        return _Setup.exporter.open(name, parent, attributes)
    return _name_only(parent)


@contextmanager
def _name_only(parent: str) -> Iterator[str]:
    yield parent or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"
