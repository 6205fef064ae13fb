"""What a chaos run left behind, measured from the ledgers, the streams, the database and the processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from uuid import UUID

import psutil

from core.bootstrap import Services
from core.events import OperationEnded, OperationStarted
from core.infra.counters import Counters
from tests.load.accounts import Account, Counts, count_unsaved, open_account
from tests.load.checker import RecordedCall, Span, check_services, find_overlapping, read_calls
from tests.load.plant import WORKERS, Plant
from tests.load.storm import Kill
from tests.load.visitors import Story

_LIMITS = {"gemini": 10, "tribunal": 5}
_RESOURCES = {"gemini": "gemini", "tribunal": "tjms"}
"""The services of the ledgers, by the names our counts have for them."""

_KILLED_WORKERS = ("horse", "worker")
_SHARED = ("coletor", "detector")
"""Agents whose equal questions are asked once at a time, whoever asks; a minuta is written for each person anew."""


@dataclass(frozen=True)
class Errands:
    """What was asked for besides gerações. ``away_s`` is how long people asked again until an answer came."""

    answers: int = 0
    words: int = 0
    searches: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    away_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Witnessed:
    """What people and the storm tell. ``cuts`` counts what may have ended a call without a word of ours.

    ``deploys_s`` is how long pools took to end, ``alone_s`` the longest that a geração was called running without one.
    """

    seconds: float
    stories: list[Story]
    refusals: int
    kills: list[Kill]
    outages: list[Span]
    calm: dict[str, str]
    cuts: int = 0
    deploys_s: list[float] = field(default_factory=list)
    alone_s: float = 0.0
    errands: Errands = field(default_factory=Errands)


@dataclass(frozen=True)
class Evidence:
    """What everybody else tells. ``turns`` are the instants at which attempts at a geração began (True) or ended."""

    calls: Sequence[RecordedCall]
    counts: Counts
    turns: Mapping[str, Sequence[tuple[float, bool]]] = field(default_factory=dict)
    dead_letters: int = 0
    orphans: int = 0


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
    calls_unexplained: int
    overlapping: int
    reloads: int
    dead_letters: int
    orphans: int

    @property
    def is_sound(self) -> bool:
        """Whether every goal that no slow machine excuses was met."""
        broken = (self.violations, self.lost, self.duplicated, self.chars_lost, self.chars_repeated)
        return not any((*broken, self.calls_unexplained))


def gather(plant: Plant, services: Services, seen: Witnessed) -> Evidence:
    """Read all witnesses, once nothing runs any more."""
    killed = {kill.geracao_id for kill in seen.kills if kill.geracao_id is not None}
    return Evidence(
        calls=read_calls(*plant.ledgers),
        counts=Counters(services.machinery.client).read(),
        turns={geracao_id: _read_turns(services, geracao_id) for geracao_id in killed},
        dead_letters=len(services.operacao.list_mortas()),
        orphans=_count_orphans(plant),
    )


def judge(seen: Witnessed, evidence: Evidence) -> Verdict:
    done = [story for story in seen.stories if story.is_done]
    reports = check_services(evidence.calls, _LIMITS)
    accounts = {name: open_account(name, own, evidence.counts, evidence.calls) for name, own in _RESOURCES.items()}
    chars_lost, chars_repeated = _compare(done, seen.calm)
    alone, among_outages = _measure_recoveries(seen, evidence)
    shared = [call for call in evidence.calls if call.detail.get("agente") in _SHARED]
    return Verdict(
        violations=sum(len(report.occupancy.violations) for report in reports.values()),
        highest=", ".join(f"{name} {report.occupancy.highest}" for name, report in reports.items()),
        lost=len(seen.stories) - len(done) + seen.errands.lost,
        duplicated=sum(story.versions > 1 + len(story.errors) for story in done),
        chars_lost=chars_lost,
        chars_repeated=chars_repeated,
        alone_s=alone,
        among_outages_s=among_outages,
        attempts_per_request=_divide_attempts(accounts.values()),
        calls_counted=sum(account.started for account in accounts.values()),
        calls_in_ledgers=sum(account.seen for account in accounts.values()),
        calls_unexplained=_count_unexplained(accounts, seen, evidence),
        overlapping=len(find_overlapping(shared)),
        reloads=sum(story.reloads for story in seen.stories),
        dead_letters=evidence.dead_letters,
        orphans=evidence.orphans,
    )


def _divide_attempts(accounts: Iterable[Account]) -> float:
    both = list(accounts)
    return sum(account.seen for account in both) / max(1, sum(account.first for account in both))


def _count_unexplained(accounts: Mapping[str, Account], seen: Witnessed, evidence: Evidence) -> int:
    redis_kills = [kill.t for kill in seen.kills if kill.kind == "redis"]
    return sum(
        account.count_unexplained(cuts=seen.cuts, unsaved=count_unsaved(evidence.calls, name, redis_kills))
        for name, account in accounts.items()
    )


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


def _measure_recoveries(seen: Witnessed, evidence: Evidence) -> tuple[list[float], list[float]]:
    """Seconds from the kill of a process at work to the next attempt at the same geração.

    First those during which everything else stood, then those with a server or the whole pool away too. A third crash
    is left out: its work waits for a person, as a dead letter.
    """
    alone, among_outages = list[float](), list[float]()
    for kill in seen.kills:
        if kill.kind not in _KILLED_WORKERS or kill.geracao_id is None:
            continue
        turns = evidence.turns.get(kill.geracao_id, ())
        t, has_begun = next(((t, has_begun) for t, has_begun in turns if t > kill.t), (0.0, False))
        if not has_begun:
            continue
        kill.recovery_s = t - kill.t
        has_outage = any(outage.start_t < t and kill.t < outage.end_t for outage in seen.outages)
        (among_outages if has_outage else alone).append(kill.recovery_s)
    return alone, among_outages


def _read_turns(services: Services, geracao_id: str) -> list[tuple[float, bool]]:
    return [
        (int(item.position.partition("-")[0]) / 1000, isinstance(item.event, OperationStarted))
        for item in services.machinery.channel.replay(UUID(geracao_id))
        if isinstance(item.event, OperationStarted | OperationEnded)
    ]


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
