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
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from core.bootstrap import Services, build_services
from core.settings import Settings
from tests.load.plant import Keeper, Plant, run_plant
from tests.load.report import Options, parse_options, percentile, print_report
from tests.load.storm import Storm, plan_troubles
from tests.load.verdict import Verdict, Witnessed, format_share, gather, judge, tally
from tests.load.visitors import PARAR, Visitor

_SPEED = 50.0
_CASES = ("08030623120258120001", "08032058120258120110", "08032667520258120001")
_LOTS = ("lots-1", "lots-2")
_LOT_PAUSE_S = 0.3


@dataclass(frozen=True)
class Size:
    people: int
    length_s: float
    kills: int
    drain_s: float


_FULL = Size(people=15, length_s=140, kills=75, drain_s=120)
_QUICK = Size(people=5, length_s=10, kills=8, drain_s=20)


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
            verdict = judge(witnessed, gather(plant, services, witnessed))
            _report(verdict, witnessed, options)
            if keep := os.environ.get("CHAOS_LOGS"):
                Path(keep).write_text(plant.read_logs())
            services.close()
    sys.exit(0 if verdict.is_sound else 1)


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
    for number, name in enumerate(_LOTS):
        argv = [sys.executable, "-m", "tests.load.lots", str(number), str(_LOT_PAUSE_S)]
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
    refusals = sum(visitor.refusals for visitor in visitors)
    cuts = storm.cuts + sum(story.errors.count(PARAR) for story in stories)
    return Witnessed(seconds, stories, refusals, storm.kills, storm.outages, calm, cuts)


def _report(verdict: Verdict, seen: Witnessed, options: Options) -> None:
    minutes = seen.seconds * _SPEED / 60
    errors = [code for story in seen.stories for code in story.errors]
    counted = f"{verdict.calls_counted}, {verdict.calls_in_ledgers}"
    rows: list[tuple[str, object, str]] = [
        ("simulated minutes", f"{minutes:.0f}", f"{seen.seconds:.0f} s at {_SPEED:g}x"),
        ("gerações asked for", len(seen.stories), f"{len(seen.stories) / minutes:.1f} per simulated minute"),
        ("processes killed", len(seen.kills), tally(kill.kind for kill in seen.kills)),
        ("more in flight than allowed, times", verdict.violations, f"target 0; highest {verdict.highest}"),
        ("gerações lost", verdict.lost, "target 0"),
        ("gerações done twice", verdict.duplicated, "target 0"),
        ("characters lost, repeated", f"{verdict.chars_lost}, {verdict.chars_repeated}", "target 0, 0"),
        ("reloads and second tabs", sum(story.reloads for story in seen.stories), "read again from the start"),
        ("recovery p50, s", format_share(verdict.alone_s, 0.5), f"{len(verdict.alone_s)} kills"),
        ("recovery p95, s", format_share(verdict.alone_s, 0.95), "target <= 5"),
        (
            "the same with a server or the pool away, p95, s",
            format_share(verdict.among_outages_s, 0.95),
            f"{len(verdict.among_outages_s)} kills",
        ),
        ("attempts per request, by the ledgers", f"{verdict.attempts_per_request:.3f}", "target <= 1.10"),
        ("calls counted by us, by the ledgers", counted, "differ by calls cut by a kill"),
        ("calls and answers that no cut explains", verdict.calls_unexplained, f"target 0; {seen.cuts} cuts"),
        ("shared questions asked twice at once", verdict.overlapping, "target 0"),
        ("errors answered with Continuar", len(errors), tally(errors)),
        ("dead letters", verdict.dead_letters, "visible to the administrator"),
        ("requests told to come back", seen.refusals, "the page says so; asked again"),
        ("processes of jobs left behind", verdict.orphans, "target 0"),
    ]
    print_report("chaos", options, rows, _list_keys(verdict, seen, minutes))


def _list_keys(verdict: Verdict, seen: Witnessed, minutes: float) -> dict[str, object]:
    slowest = sorted(seen.kills, key=lambda kill: -kill.recovery_s)[:5]
    return {
        "simulated_minutes": round(minutes, 1),
        "kills": len(seen.kills),
        "violations": verdict.violations,
        "lost": verdict.lost,
        "duplicated": verdict.duplicated,
        "chars_lost": verdict.chars_lost,
        "chars_repeated": verdict.chars_repeated,
        "recovery_p50_s": round(percentile(verdict.alone_s, 0.5), 2) if verdict.alone_s else None,
        "recovery_p95_s": round(percentile(verdict.alone_s, 0.95), 2) if verdict.alone_s else None,
        "recovery_with_outage_p95_s": (
            round(percentile(verdict.among_outages_s, 0.95), 2) if verdict.among_outages_s else None
        ),
        "attempts_per_request": round(verdict.attempts_per_request, 3),
        "geracoes": len(seen.stories),
        "calls_counted": verdict.calls_counted,
        "calls_in_ledgers": verdict.calls_in_ledgers,
        "calls_unexplained": verdict.calls_unexplained,
        "overlapping": verdict.overlapping,
        "dead_letters": verdict.dead_letters,
        "orphans": verdict.orphans,
        "slowest": [f"{kill.kind} {kill.recovery_s:.1f}" for kill in slowest if kill.recovery_s],
    }


if __name__ == "__main__":
    main()
