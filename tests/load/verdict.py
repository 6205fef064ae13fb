"""What a chaos run left behind, measured from the ledgers, the streams, the database and the processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

import psutil
import redis

from core.bootstrap import Services
from core.events import OperationEnded, OperationStarted
from core.infra.counters import Counters
from tests.load.checker import check_services, read_calls
from tests.load.plant import WORKERS, Plant
from tests.load.report import percentile
from tests.load.storm import Kill
from tests.load.visitors import Story

_LIMITS = {"gemini": 10, "tribunal": 5}
_OUTAGE_S = 14.0
"""After this a server that was killed has recovered, and the pool has started its workers anew."""

_KILLED_WORKERS = ("horse", "worker")


@dataclass(frozen=True)
class Witnessed:
    """What the run left behind."""

    seconds: float
    stories: list[Story]
    refusals: int
    kills: list[Kill]
    outages: list[float]
    calm: dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """The figures. Recoveries are seconds from a kill to the next attempt at the same geração."""

    violations: int
    highest: str
    lost: int
    duplicated: int
    chars_lost: int
    chars_repeated: int
    alone_s: list[float]
    among_outages_s: list[float]
    attempts_per_request: float
    calls_counted: int
    calls_in_ledgers: int
    dead_letters: int
    orphans: int


def judge(plant: Plant, services: Services, seen: Witnessed) -> Verdict:
    done = [story for story in seen.stories if story.is_done]
    reports = check_services(read_calls(*plant.ledgers), _LIMITS)
    counts = _count(services.machinery.client)
    chars_lost, chars_repeated = _compare(done, seen.calm)
    alone, among_outages = _measure_recoveries(services, seen)
    return Verdict(
        violations=sum(len(report.occupancy.violations) for report in reports.values()),
        highest=", ".join(f"{name} {report.occupancy.highest}" for name, report in reports.items()),
        lost=len(seen.stories) - len(done),
        duplicated=sum(story.versions > 1 + len(story.errors) for story in done),
        chars_lost=chars_lost,
        chars_repeated=chars_repeated,
        alone_s=alone,
        among_outages_s=among_outages,
        attempts_per_request=counts["attempts"] / max(1.0, counts["requests"]),
        calls_counted=round(counts["attempts"]),
        calls_in_ledgers=sum(report.attempts.calls for report in reports.values()),
        dead_letters=len(services.operacao.list_mortas()),
        orphans=_count_orphans(plant),
    )


def format_share(seconds: list[float], share: float) -> str:
    return f"{percentile(seconds, share):.1f}" if seconds else "-"


def tally(kinds: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


def _count(client: redis.Redis) -> dict[str, float]:
    """Logical requests and attempts as the guard counted them."""
    totals = {"requests": 0.0, "attempts": 0.0}
    for (name, _labels), value in Counters(client).read().items():
        if name == "requests":
            totals["requests"] += value
        elif name == "outside_calls_started":
            totals["attempts"] += value
    return totals


def _compare(done: list[Story], calm: dict[str, str]) -> tuple[int, int]:
    """Characters missing from, and added to, what a person ended up with or what was stored."""
    lost = repeated = 0
    for story in done:
        whole = calm[story.numero]
        for found in (story.read, story.written):
            if found == whole:
                continue
            matched = sum(block.size for block in SequenceMatcher(None, whole, found, False).get_matching_blocks())
            lost += len(whole) - matched
            repeated += len(found) - matched
    return lost, repeated


def _measure_recoveries(services: Services, seen: Witnessed) -> tuple[list[float], list[float]]:
    """Seconds from the kill of a process at work to the next attempt at the same geração.

    First those during which everything else stood, then those with a server or the whole pool away too. A third crash
    is left out: its work waits for a person, as a dead letter.
    """
    alone, among_outages = list[float](), list[float]()
    for kill in seen.kills:
        if kill.kind not in _KILLED_WORKERS or kill.geracao_id is None:
            continue
        later = (
            (int(item.position.partition("-")[0]) / 1000, item.event)
            for item in services.machinery.channel.replay(UUID(kill.geracao_id))
            if isinstance(item.event, OperationStarted | OperationEnded)
        )
        t, event = next(((t, event) for t, event in later if t > kill.t), (0.0, None))
        if not isinstance(event, OperationStarted):
            continue
        kill.recovery_s = t - kill.t
        has_outage = any(kill.t - _OUTAGE_S < outage < t for outage in seen.outages)
        (among_outages if has_outage else alone).append(kill.recovery_s)
    return alone, among_outages


def _count_orphans(plant: Plant) -> int:
    """Processes of this run's workers that are not below the present pool."""
    pool = psutil.Process(plant.keepers[WORKERS].process.pid)
    below = {process.pid for process in (pool, *pool.children(recursive=True))}
    count = 0
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if "jobs.worker" in command and process.pid not in below and _is_of(process, plant):
            count += 1
    return count


def _is_of(process: psutil.Process, plant: Plant) -> bool:
    try:
        return process.environ().get("TMPDIR") == plant.environment["TMPDIR"]
    except psutil.Error:
        return False
