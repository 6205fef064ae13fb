"""What ledgers and the log of turns prove: limits kept, nobody idle, nobody favoured, nothing twice.

Everything here is a pure function of what was recorded. Times are seconds on one clock per record: Unix time in the
ledgers and in the log of turns, the machine's monotonic clock where a benchmark says so.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK = "ok"


@dataclass(frozen=True)
class Span:
    """From one instant to another."""

    start_t: float
    end_t: float

    @property
    def seconds(self) -> float:
        return self.end_t - self.start_t


@dataclass(frozen=True)
class RecordedCall:
    """One call as a simulator saw it.

    ``request`` tells equal requests: the id that the client sent, otherwise the digest of the body. A call without an
    end in the ledger lasted until the last line of its simulator's process: its outcome is empty.
    """

    service: str
    call: str
    span: Span
    outcome: str
    request: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Violation:
    """A stretch during which more than the limit was in flight."""

    highest: int
    span: Span


@dataclass(frozen=True)
class Occupancy:
    """The most in flight at once, and every stretch over the limit."""

    highest: int
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class Idleness:
    """Permit seconds that were free while somebody waited, of the permit seconds during which somebody waited."""

    idle_s: float
    contended_s: float

    @property
    def pct(self) -> float:
        return 100 * self.idle_s / self.contended_s if self.contended_s else 0.0


@dataclass(frozen=True)
class Attempts:
    """Calls and the requests they belong to; ``highest`` is the most calls of one request."""

    requests: int
    calls: int
    highest: int

    @property
    def per_request(self) -> float:
        return self.calls / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class ServiceReport:
    """All that a ledger says about one service."""

    occupancy: Occupancy
    attempts: Attempts
    repeated: tuple[str, ...]
    overlapping: tuple[str, ...]


def check_services(calls: Sequence[RecordedCall], limits: Mapping[str, int]) -> dict[str, ServiceReport]:
    """One report per service that the limits name ("gemini", "tribunal")."""
    reports = {}
    for service, limit in limits.items():
        own = [call for call in calls if call.service == service]
        reports[service] = ServiceReport(
            measure_occupancy([call.span for call in own], limit),
            count_attempts(own),
            find_repeated(own),
            find_overlapping(own),
        )
    return reports


def read_calls(*paths: Path) -> list[RecordedCall]:
    """The calls of all these ledgers, in order of their start. A torn last line of a killed simulator is left out."""
    calls: list[RecordedCall] = []
    for path in paths:
        calls += pair_calls(_read_lines(path))
    return sorted(calls, key=lambda call: call.span.start_t)


def _read_lines(path: Path) -> list[dict[str, Any]]:
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return entries


def pair_calls(entries: Iterable[Mapping[str, Any]]) -> list[RecordedCall]:
    """Match every start with its end; ids count anew in each ``run`` of a simulator's process."""
    starts: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    ends: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    last_t: dict[tuple[str, str], float] = defaultdict(float)
    for entry in entries:
        run = (entry["service"], entry.get("run", ""))
        last_t[run] = max(last_t[run], entry["t"])
        (starts if entry["phase"] == "start" else ends)[(*run, entry["id"])] = entry
    calls = []
    for key, start in starts.items():
        end = ends.get(key, {"t": last_t[key[:2]], "outcome": ""})
        request = start.get("request_id") or start.get("request") or ""
        span = Span(start["t"], end["t"])
        calls.append(
            RecordedCall(start["service"], start["call"], span, end["outcome"], request, {**start, **end, "t": None})
        )
    return sorted(calls, key=lambda call: call.span.start_t)


def measure_occupancy(held: Iterable[Span], limit: int) -> Occupancy:
    """Count what is in flight at each instant; an end and a start at the same instant do not overlap."""
    highest, violations = 0, list[Violation]()
    over_since, over_highest = math.nan, 0
    for t, in_flight in _count(held):
        highest = max(highest, in_flight)
        if in_flight > limit:
            over_since = t if math.isnan(over_since) else over_since
            over_highest = max(over_highest, in_flight)
        elif not math.isnan(over_since):
            violations.append(Violation(over_highest, Span(over_since, t)))
            over_since, over_highest = math.nan, 0
    return Occupancy(highest, tuple(violations))


def measure_idleness(held: Iterable[Span], waiting: Iterable[Span], limit: int) -> Idleness:
    """How much of the permits stayed free although somebody waited; one waiter can use one permit only."""
    changes = [(t, 0, number) for t, number in _count(held)] + [(t, 1, number) for t, number in _count(waiting)]
    idle_s = contended_s = 0.0
    now, counts = 0.0, [0, 0]
    for t, kind, number in sorted(changes):
        if counts[1]:
            contended_s += limit * (t - now)
            idle_s += min(max(0, limit - counts[0]), counts[1]) * (t - now)
        now, counts[kind] = t, number
    return Idleness(idle_s, contended_s)


def clip_spans(spans: Iterable[Span], since_t: float) -> list[Span]:
    """What is left of the spans from an instant on."""
    return [Span(max(span.start_t, since_t), span.end_t) for span in spans if span.end_t > since_t]


def _count(spans: Iterable[Span]) -> list[tuple[float, int]]:
    """How many are open from each instant on at which that changes."""
    changes: dict[float, int] = defaultdict(int)
    for span in spans:
        changes[span.start_t] += 1
        changes[span.end_t] -= 1
    number, counted = 0, []
    for t in sorted(changes):
        number += changes[t]
        counted.append((t, number))
    return counted


def compute_jain(shares: Sequence[float]) -> float:
    """Jain's index of fairness: 1 when all have the same, 1/n when one has everything (Jain, Chiu, Hawe 1984)."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0


def schedule_ideally(durations_s: Iterable[float], limit: int) -> float:
    """Seconds until all is done when whoever is next starts the moment a permit is free, in the given order."""
    ends = [0.0] * limit
    for duration_s in durations_s:
        heapq.heapreplace(ends, ends[0] + duration_s)
    return max(ends)


def count_attempts(calls: Iterable[RecordedCall]) -> Attempts:
    """Equal requests count as one request, whoever sent them: what is asked twice on purpose counts as a retry."""
    per_request: dict[str, int] = defaultdict(int)
    for call in calls:
        per_request[call.request] += 1
    return Attempts(len(per_request), sum(per_request.values()), max(per_request.values(), default=0))


def find_repeated(calls: Iterable[RecordedCall]) -> tuple[str, ...]:
    """Requests that were answered in full more than once: work done and paid for twice."""
    answered: dict[str, int] = defaultdict(int)
    for call in calls:
        answered[call.request] += call.outcome == OK
    return tuple(request for request, times in answered.items() if times > 1)


def find_overlapping(calls: Iterable[RecordedCall]) -> tuple[str, ...]:
    """Requests that were in flight twice at one time: a retry beside the first attempt, or a job that runs twice."""
    by_request: dict[str, list[Span]] = defaultdict(list)
    for call in calls:
        by_request[call.request].append(call.span)
    return tuple(request for request, spans in by_request.items() if measure_occupancy(spans, 1).violations)


def measure_longest(waiting: Iterable[Span]) -> float:
    """Seconds of the longest wait."""
    return max((span.seconds for span in waiting), default=0.0)
