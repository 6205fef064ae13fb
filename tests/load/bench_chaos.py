"""``portal bench chaos``: people at work while everything is killed, stopped, cut and refused.

The real portal (workers, two schedules, web process, PostgreSQL, Redis) stands over both simulators; every connection
goes through a fault proxy. The simulators' ledgers, the streams and the database are the witnesses. Which troubles come
and when follows from the seed. See ``plant.build_settings`` for what is scaled by the speed and what is not.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from uuid import UUID

import psutil
import redis
from sqlalchemy import text

from core.bootstrap import Services, build_services
from core.events import OperationEnded, OperationStarted
from core.infra.counters import Counters
from core.settings import Settings
from tests.load.checker import check_services, read_calls
from tests.load.plant import WORKERS, Keeper, Plant, run_plant
from tests.load.report import Options, parse_options, percentile, print_report
from tests.load.storm import Kill, Storm, plan_troubles
from tests.load.visitors import Story, Visitor

_SPEED = 50.0
_CASES = ("08030623120258120001",)
_LOTS = ("lots-1", "lots-2")
_LOT_PAUSE_S = 0.3
_LIMITS = {"gemini": 10, "tribunal": 5}
_OUTAGE_S = 8.0
"""After this a server that was killed has recovered, and the pool has started its workers anew."""

_KILLED_WORKERS = ("horse", "worker")


@dataclass(frozen=True)
class Size:
    people: int
    length_s: float
    kills: int
    drain_s: float


_FULL = Size(people=15, length_s=75, kills=70, drain_s=120)
_QUICK = Size(people=5, length_s=10, kills=8, drain_s=20)


@dataclass(frozen=True)
class Witnessed:
    """What the run left behind."""

    seconds: float
    stories: list[Story]
    refusals: int
    kills: list[Kill]
    outages: list[float]
    calm: dict[str, str]


def main() -> None:
    options = parse_options("chaos")
    size = _QUICK if options.is_quick else _FULL
    with tempfile.TemporaryDirectory(prefix="portal-chaos-") as folder:
        Path(folder).chmod(0o755)
        with run_plant(Path(folder), speed=_SPEED, seed=options.seed) as plant:
            os.environ.update(plant.environment)
            services = build_services(Settings(), process="bench")
            people = _seed(services, size.people)
            calm = {numero: _write_in_calm(services, people[0], numero, options.seed) for numero in _CASES}
            witnessed = _live_through(plant, services, people, options, size, calm)
            _report(plant, services, witnessed, options)
            if keep := os.environ.get("CHAOS_LOGS"):
                Path(keep).write_text(plant.read_logs())
            services.close()


def _seed(services: Services, number: int) -> list[int]:
    services.prompts.seed_library()
    with services.machinery.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " SELECT 'p' || n, 'Pessoa ' || n, 'procurador', 'PGE', 'x', true, now()"
                " FROM generate_series(1, :people) AS n"
            ),
            {"people": number},
        )
        return list(connection.execute(text("SELECT id FROM usuario ORDER BY id")).scalars().all())


def _write_in_calm(services: Services, usuario_id: int, numero: str, seed: int) -> str:
    """The minuta of the case when nothing goes wrong; every later one must be equal to it."""
    visitor = Visitor(services, usuario_id, (numero,), seed)
    visitor.start()
    while not visitor.stories:
        time.sleep(0.01)
    visitor.leave()
    visitor.join()
    return visitor.stories[0].written


def _live_through(
    plant: Plant, services: Services, people: list[int], options: Options, size: Size, calm: dict[str, str]
) -> Witnessed:
    for name in _LOTS:
        argv = [sys.executable, "-m", "tests.load.lots", str(_LOT_PAUSE_S)]
        plant.keepers[name] = Keeper(argv, plant.environment, plant.folder / f"{name}.log")
    visitors = [Visitor(services, usuario_id, _CASES, options.seed) for usuario_id in people]
    began = time.monotonic()
    for visitor in visitors:
        visitor.start()
    storm = Storm(plant, list(_LOTS), options.seed, _SPEED)
    storm.rage(plan_troubles(options.seed, length_s=size.length_s, kills=size.kills))
    seconds = time.monotonic() - began
    for visitor in visitors:
        visitor.leave()
    give_up_at = time.monotonic() + size.drain_s
    for visitor in visitors:
        visitor.join(max(0.1, give_up_at - time.monotonic()))
        visitor.give_up()
    for name in _LOTS:
        plant.keepers.pop(name).stop()
    stories = [story for visitor in visitors for story in visitor.stories]
    return Witnessed(seconds, stories, sum(visitor.refusals for visitor in visitors), storm.kills, storm.outages, calm)


def _report(plant: Plant, services: Services, seen: Witnessed, options: Options) -> None:
    done = [story for story in seen.stories if story.is_done]
    reports = check_services(read_calls(*plant.ledgers), _LIMITS)
    violations = sum(len(report.occupancy.violations) for report in reports.values())
    called = sum(report.attempts.calls for report in reports.values())
    counts = _count(services.machinery.client)
    lost_chars, repeated_chars = _compare(done, seen.calm)
    recoveries, among_outages = _measure_recoveries(services, seen)
    minutes = seen.seconds * _SPEED / 60
    lost = len(seen.stories) - len(done)
    duplicated = sum(story.versions > 1 + len(story.errors) for story in done)
    attempts = counts["attempts"] / max(1.0, counts["requests"])
    errors = [code for story in seen.stories for code in story.errors]
    dead = len(services.operacao.list_mortas())
    orphans = _count_orphans(plant)
    highest = ", ".join(f"{name} {report.occupancy.highest}" for name, report in reports.items())
    rows: list[tuple[str, object, str]] = [
        ("simulated minutes", f"{minutes:.0f}", f"{seen.seconds:.0f} s at {_SPEED:g}x"),
        ("gerações asked for", len(seen.stories), f"{len(seen.stories) / minutes:.1f} per simulated minute"),
        ("processes killed", len(seen.kills), _tally(kill.kind for kill in seen.kills)),
        ("more in flight than allowed, times", violations, f"target 0; highest {highest}"),
        ("gerações lost", lost, "target 0"),
        ("gerações done twice", duplicated, "target 0"),
        ("characters lost, repeated", f"{lost_chars}, {repeated_chars}", "target 0, 0"),
        ("reloads and second tabs", sum(story.reloads for story in seen.stories), "read again from the start"),
        ("recovery p50, s", f"{percentile(recoveries, 0.5):.1f}" if recoveries else "-", f"{len(recoveries)} kills"),
        ("recovery p95, s", f"{percentile(recoveries, 0.95):.1f}" if recoveries else "-", "target <= 5"),
        (
            "the same with a server away too, p95, s",
            f"{percentile(among_outages, 0.95):.1f}" if among_outages else "-",
            f"{len(among_outages)} kills",
        ),
        ("attempts per request", f"{attempts:.3f}", "target <= 1.10"),
        ("calls counted by us, by the ledgers", f"{counts['attempts']:.0f}, {called}", "differ by calls cut by a kill"),
        ("errors answered with Continuar", len(errors), _tally(errors)),
        ("dead letters", dead, "visible to the administrator"),
        ("requests told to come back", seen.refusals, "the page says so; asked again"),
        ("processes of jobs left behind", orphans, "target 0"),
    ]
    keys = {
        "simulated_minutes": round(minutes, 1),
        "kills": len(seen.kills),
        "violations": violations,
        "lost": lost,
        "duplicated": duplicated,
        "chars_lost": lost_chars,
        "chars_repeated": repeated_chars,
        "recovery_p50_s": round(percentile(recoveries, 0.5), 2) if recoveries else None,
        "recovery_p95_s": round(percentile(recoveries, 0.95), 2) if recoveries else None,
        "recovery_with_outage_p95_s": round(percentile(among_outages, 0.95), 2) if among_outages else None,
        "attempts_per_request": round(attempts, 3),
        "geracoes": len(seen.stories),
        "calls_counted": round(counts["attempts"]),
        "calls_in_ledgers": called,
        "orphans": orphans,
        "slowest": [
            f"{kill.kind} {kill.recovery_s:.1f}"
            for kill in sorted(seen.kills, key=lambda kill: -kill.recovery_s)[:5]
            if kill.recovery_s
        ],
    }
    print_report("chaos", options, rows, keys)


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


def _tally(kinds: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


if __name__ == "__main__":
    main()
