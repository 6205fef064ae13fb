"""Measures as Prometheus reads them: the snapshot of the whole portal and what this process counts by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric

from core.infra.metrics import Snapshot
from core.infra.rate import RateLimits

Sample = tuple[dict[str, str], float | None]

_PREFIX = "portal"
_PAINT_BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_own = CollectorRegistry()

PAINT_DELAY = Histogram(
    f"{_PREFIX}_stream_paint_seconds",
    "From an event's appending to the stream until it was sent to a browser",
    buckets=_PAINT_BUCKETS_S,
    registry=_own,
)


def find_delay_s(delays: Histogram, share: float) -> float | None:
    """Seconds, a bucket's bound, within which this share of what was counted came. None before anything was."""
    (metric,) = delays.collect()
    buckets = [(float(s.labels["le"]), s.value) for s in metric.samples if "le" in s.labels]
    total = buckets[-1][1]
    return next(bound for bound, count in buckets if count >= share * total) if total else None


def render_metrics(snapshot: Snapshot, rates: RateLimits) -> bytes:
    """Everything in the text format. A part that is away has no lines but ``portal_up{part} 0``."""
    shared = CollectorRegistry()
    shared.register(_Fixed([*_describe_snapshot(snapshot), *_describe_rates(rates)]))
    return generate_latest(shared) + generate_latest(_own)


class _Fixed:
    """A collector of what was read already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _describe_snapshot(found: Snapshot) -> Iterator[Metric]:
    """The gauges and counts of the snapshot; what is None gives no sample."""
    yield _gauge("up", "Whether a part could be read", [({"part": p.value}, up) for p, up in found.up.items()])
    yield _gauge("read_seconds", "Time that reading everything took", [({}, found.seconds)])
    yield from _describe_slots(found)
    yield from _describe_breakers(found)
    yield from _describe_calls(found)
    yield from _describe_caches(found)
    yield from _describe_queues(found)
    yield from _describe_operations(found)
    yield from _describe_database(found)
    yield from _describe_processes(found)
    yield from _describe_counters(found)


def _describe_rates(rates: RateLimits) -> Iterator[Metric]:
    """What this process refused, and let in while it could not count."""
    refused = [({"action": action.value}, float(n)) for action, n in rates.refused.items()]
    uncounted = [({"action": action.value}, float(n)) for action, n in rates.uncounted.items()]
    yield _counter("rate_refused", "Requests over a limit per minute", refused)
    yield _counter("rate_uncounted", "Requests let in while Redis was away", uncounted)


def _describe_slots(found: Snapshot) -> Iterator[Metric]:
    slots = [({"resource": report.resource}, report) for report in found.slots or ()]
    waiting = [
        ({"resource": report.resource, "class": name.value}, float(n))
        for report in found.slots or ()
        for name, n in report.waiting.items()
    ]
    hand_offs = [(one, r.hand_off_ms_p50 / 1000 if r.hand_off_ms_p50 is not None else None) for one, r in slots]
    yield _gauge("slot_in_use", "Permits held now", [(one, r.in_use) for one, r in slots])
    yield _gauge("slot_limit", "Permits there are", [(one, r.limit) for one, r in slots])
    yield _gauge("slot_waiting", "Callers that wait for a permit", waiting)
    yield _gauge("slot_oldest_wait_seconds", "Longest wait of now", [(one, r.oldest_wait_s) for one, r in slots])
    yield _gauge("slot_hand_off_seconds", "Median of the last hand-overs", hand_offs)
    yield _counter("slot_granted", "Permits given", [(one, r.granted) for one, r in slots])
    yield _counter("slot_reclaimed", "Permits taken back from the dead", [(one, r.reclaimed) for one, r in slots])


def _describe_breakers(found: Snapshot) -> Iterator[Metric]:
    reports = [({"resource": name}, report) for name, report in (found.breakers or {}).items()]
    states = [({**one, "state": r.state}, 1.0) for one, r in reports]
    yield _gauge("breaker_state", "1 for the state that the breaker is in", states)
    yield _gauge("breaker_failures", "Failures in a row", [(one, r.failures) for one, r in reports])
    yield _gauge("breaker_probe_seconds", "Until a probe may start", [(one, r.seconds_to_probe) for one, r in reports])
    yield _gauge("breaker_pause_seconds", "Pause the server asked for", [(one, r.seconds_paused) for one, r in reports])


def _describe_calls(found: Snapshot) -> Iterator[Metric]:
    ratios = [({"resource": name}, report.attempts_per_request) for name, report in found.calls.items()]
    yield _gauge("attempts_per_request", "Calls that left for each request of the program", ratios)


def _describe_caches(found: Snapshot) -> Iterator[Metric]:
    caches = [({"cache": name}, report) for name, report in (found.caches or {}).items()]
    yield _gauge("cache_entries", "Answers kept now", [(one, r.entries) for one, r in caches])
    yield _gauge("cache_max_entries", "Answers that may be kept", [(one, r.max_entries) for one, r in caches])
    yield _counter("cache_hits", "Answers found", [(one, r.hits) for one, r in caches])
    yield _counter("cache_misses", "Answers brought from elsewhere", [(one, r.misses) for one, r in caches])


def _describe_queues(found: Snapshot) -> Iterator[Metric]:
    jobs: list[Sample] = []
    oldest: list[Sample] = []
    for report in found.queues or ():
        waiting, running, failed = ({"queue": report.name.value, "state": s} for s in ("waiting", "running", "failed"))
        jobs += [(waiting, report.waiting), (running, report.running), (failed, report.failed)]
        oldest += [(waiting, report.oldest_wait_s), (running, report.oldest_run_s)]
    yield _gauge("queue_jobs", "Jobs by queue and state", jobs)
    workers = [({"queue": report.name.value}, float(report.workers)) for report in found.queues or ()]
    yield _gauge("queue_oldest_seconds", "Age of the oldest job by queue and state", oldest)
    yield _gauge("queue_workers", "Workers that serve the queue", workers)


def _describe_processes(found: Snapshot) -> Iterator[Metric]:
    all_ = [({"kind": r.kind, "host": r.host, "pid": str(r.pid)}, r) for r in found.processes or ()]
    yield _gauge("process_memory_bytes", "Memory that a process holds", [(one, r.memory_bytes) for one, r in all_])
    yield _counter("process_cpu_seconds", "Time a process has run", [(one, r.cpu_s) for one, r in all_])
    yield _gauge("process_open_files", "Open files and connections", [(one, r.open_files) for one, r in all_])
    yield _gauge("process_start_time_seconds", "When it began, since 1970", [(one, r.started_at) for one, r in all_])


def _describe_operations(found: Snapshot) -> Iterator[Metric]:
    ages: dict[str, list[float]] = {}
    for operation in found.operations or ():
        ages.setdefault(operation.estado.value, []).append((found.taken_at - operation.desde).total_seconds())
    counts: list[Sample] = [({"state": state}, len(some)) for state, some in ages.items()]
    oldest: list[Sample] = [({"state": state}, max(some)) for state, some in ages.items()]
    yield _gauge("operations", "Operations of people that have not ended", counts)
    yield _gauge("operation_oldest_seconds", "Age of the oldest operation by state", oldest)
    yield _gauge("stream_silence_seconds", "Longest silence of a running operation", [({}, found.silence_s)])
    yield _gauge("dead_letters", "Work that failed for good and waits for a person", [({}, found.dead_letters)])


def _describe_database(found: Snapshot) -> Iterator[Metric]:
    if found.database is None:
        return
    connections = [({"program": name}, float(n)) for name, n in found.database.connections.items()]
    yield _gauge("database_connections", "Open connections by program", connections)
    yield _gauge("database_pool_in_use", "Connections this process uses", [({}, found.database.pool_in_use)])
    yield _gauge("database_pool_limit", "Connections this process may open", [({}, found.database.pool_limit)])


def _describe_counters(found: Snapshot) -> Iterator[Metric]:
    """One family per name, whatever names the guard, the caches and the jobs count."""
    families: dict[str, list[Sample]] = {}
    for (name, labels), value in sorted((found.counters or {}).items()):
        families.setdefault(name, []).append((dict(labels), value))
    for name, samples in families.items():
        yield _counter(name, "Counted by all processes together", samples)


def _gauge(name: str, text: str, samples: Iterable[Sample]) -> Metric:
    metric = Metric(f"{_PREFIX}_{name}", text, "gauge")
    for labels, value in samples:
        if value is not None:
            metric.add_sample(f"{_PREFIX}_{name}", labels, value)
    return metric


def _counter(name: str, text: str, samples: Iterable[Sample]) -> Metric:
    metric = Metric(f"{_PREFIX}_{name}", text, "counter")
    for labels, value in samples:
        if value is not None:
            metric.add_sample(f"{_PREFIX}_{name}_total", labels, value)
    return metric
