"""``portal bench burst``: 15 and 50 people at once on ten permits, beside an ideal schedule of the same calls.

Real guard, real client, the real wire to the simulator, several processes. Service times are those of production
divided by 50. The simulator's ledger is the witness of what ran at the same time; the log of turns of who waited.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.infra.slots import ServiceClass
from tests.load.checker import (
    Idleness,
    Occupancy,
    Span,
    clip_spans,
    compute_jain,
    measure_idleness,
    measure_longest,
    measure_occupancy,
    read_calls,
    schedule_ideally,
)
from tests.load.crowd import Crowd
from tests.load.people import LATENCY_PATTERN, Person, Scene, Team, Wish, work_as_team
from tests.load.report import parse_options, print_report
from tests.load.shown import Forecasts, PastTurn, replay_forecasts
from tests.load.stack import run_redis, run_simulator
from tests.load.turns import Turn, list_held, list_waiting, read_turns

SCALE = 50
"""Production seconds in one second of the benchmark."""

_LIMIT = 10
_PROCESSES = 5
_GENERATION_S = (30.0, 120.0)
_CLASSIFICATION_S = (8.0, 16.0)
_LOT = 200


@dataclass(frozen=True)
class Burst:
    """One burst beside its ideal."""

    makespan_ratio: float
    idle: Idleness
    idle_once_full: Idleness
    idle_at_service: Idleness
    longest_wait_s: float
    eta_errors: tuple[float, ...]
    forecasts_missing: int
    shown: Forecasts


@dataclass(frozen=True)
class Lot:
    """What one person's 200 classifications did to the others, in production seconds."""

    generation_delay_s: float
    classification_delay_s: float
    service_s: float


def main() -> None:
    options = parse_options("burst")
    rounds, window_s = (1, 5.0) if options.is_quick else (5, 25.0)
    rng = random.Random(options.seed)
    sizes = {f"{size}-{number}": size for number in range(rounds) for size in (15, 50)}
    scenes = {"warm-up": Scene(_draw_burst(rng, "warm-up", 20))}
    scenes |= {name: Scene(_draw_burst(rng, name, size)) for name, size in sizes.items()}
    scenes |= {"fairness": Scene(_draw_unequal(rng, window_s), window_s), "lot": Scene(_draw_lot(rng))}
    turns, calls, failed = _play(scenes, options.seed)
    bursts: dict[int, list[Burst]] = {15: [], 50: []}
    for name, size in sizes.items():
        bursts[size].append(_measure_burst(_pick(turns, name), scenes[name].people, calls, turns))
    jain, grants = _measure_fairness(_pick(turns, "fairness"), window_s)
    lot = _measure_lot(_pick(turns, "lot"))
    rows, keys = _describe(bursts, (jain, grants), lot, measure_occupancy(calls, _LIMIT))
    print_report("burst", options, [*rows, ("calls that failed", failed, "")], keys | {"failed": failed})


def _play(scenes: Mapping[str, Scene], seed: int) -> tuple[list[Turn], list[Span], int]:
    """All turns, all calls in the simulator's ledger, and how many calls failed.

    The people of a scene are dealt out over the processes.
    """
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name, run_redis() as redis_url:
        ledger, turns = Path(name) / "ledger.jsonl", Path(name) / "turns.jsonl"
        with run_simulator("gemini", ledger, seed=seed) as gemini_url:
            httpx.post(f"{gemini_url}/_control", json={"options": {"latency_pattern": LATENCY_PATTERN}})
            environment = _build_environment(redis_url, gemini_url)
            dealt = [
                tuple(Scene(scene.people[number::_PROCESSES], scene.until_s) for scene in scenes.values())
                for number in range(_PROCESSES)
            ]
            teams = [Team(environment, turns, own) for own in dealt]
            crowd: Crowd[Team, int] = Crowd(work_as_team, teams, preload=["tests.load.people"])
            for _ in scenes:
                crowd.begin()
            failed = sum(crowd.collect())
        return read_turns(turns), [call.span for call in read_calls(ledger)], failed


def _pick(turns: Sequence[Turn], scene: str) -> list[Turn]:
    return [turn for turn in turns if turn.person.startswith(f"{scene}/")]


def _build_environment(redis_url: str, gemini_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "REDIS_URL": redis_url,
        "WEB_IS_DEMONSTRATION": "true",
        "GEMINI_API_KEY": "demo-key",
        "GEMINI_BASE_URL": gemini_url,
        "TRIBUNAL_URL": "http://127.0.0.1:1",
        "TRIBUNAL_USUARIO": "ninguem",
        "TRIBUNAL_SENHA": "x",
        "GEMINI_REQUESTS_PER_MINUTE": "0",  # minutes are not scaled: a quota would be fifty times too small
        "GEMINI_TOKENS_PER_MINUTE": "0",
        "LIMITS_GEMINI": str(_LIMIT),
        "LOGGING_LEVEL": "ERROR",
    }


def _draw_burst(rng: random.Random, scene: str, size: int) -> tuple[Person, ...]:
    """Everybody at once, one call each."""
    return tuple(
        Person(f"{scene}/p{number}", ServiceClass.GENERATION, ((Wish(0, _draw(rng, _GENERATION_S)),),))
        for number in range(size)
    )


def _draw_unequal(rng: random.Random, window_s: float) -> tuple[Person, ...]:
    """Twelve people of one class, each with more waiting than a fair share, some with far more."""
    mean_s = statistics.mean(_GENERATION_S) / SCALE / 4
    return tuple(
        Person(
            f"fairness/p{number}",
            ServiceClass.GENERATION,
            tuple(
                tuple(Wish(0, rng.uniform(0.4, 1.6) * mean_s) for _ in range(int(2 * window_s / mean_s)))
                for _ in range(3 + number % 5)
            ),
        )
        for number in range(12)
    )


def _draw_lot(rng: random.Random) -> tuple[Person, ...]:
    """One person has 200 classifications waiting, some in each process; without them nobody else would wait."""
    share = _LOT // _PROCESSES
    people = [
        Person("lot/all", ServiceClass.BATCH, tuple((Wish(0, _draw(rng, _CLASSIFICATION_S)),) for _ in range(share)))
        for _ in range(_PROCESSES)
    ]
    for number in range(8):
        wish = Wish(rng.uniform(0.5, 3), _draw(rng, _CLASSIFICATION_S))
        people.append(Person(f"lot/c{number}", ServiceClass.BATCH, ((wish,),)))
    for number in range(4):
        wish = Wish(rng.uniform(0.5, 3), _draw(rng, _GENERATION_S))
        people.append(Person(f"lot/g{number}", ServiceClass.GENERATION, ((wish,),)))
    return tuple(people)


def _measure_burst(
    turns: Sequence[Turn], people: Sequence[Person], calls: Sequence[Span], all_turns: Sequence[Turn]
) -> Burst:
    began, last = turns[0].asked_t, max(turn.released_t or 0 for turn in turns)
    spans = [span for span in calls if began <= span.start_t <= last]
    seconds = {person.name: person.strands[0][0].seconds for person in people}
    order = sorted(turns, key=lambda turn: turn.granted_t or 0)
    ended = max(span.end_t for span in spans)
    held, waiting, waited = list_held(turns, ended), list_waiting(turns), [turn for turn in turns if turn.position]
    full_t = order[_LIMIT - 1].granted_t or began
    return Burst(
        makespan_ratio=(ended - began) / schedule_ideally([seconds[turn.person] for turn in order], _LIMIT),
        idle=measure_idleness(held, waiting, _LIMIT),
        idle_once_full=measure_idleness(clip_spans(held, full_t), clip_spans(waiting, full_t), _LIMIT),
        idle_at_service=measure_idleness(spans, waiting, _LIMIT),
        longest_wait_s=SCALE * measure_longest(waiting),
        eta_errors=tuple(
            abs(turn.expected_s - turn.waited_s) / turn.waited_s for turn in waited if turn.expected_s is not None
        ),
        forecasts_missing=sum(turn.expected_s is None for turn in waited),
        shown=_replay(turns, [turn for turn in all_turns if turn.released_t and turn.released_t < began]),
    )


def _replay(turns: Sequence[Turn], before: Sequence[Turn]) -> Forecasts:
    """What the same people would have read in the queue of gerações, where most of them wait."""
    began = turns[0].asked_t
    known = sorted(
        (turn.released_t, turn.released_t - turn.granted_t) for turn in before if turn.released_t and turn.granted_t
    )
    past = [
        PastTurn(
            turn.person,
            *(SCALE * (t - began) for t in (turn.asked_t, turn.granted_t, turn.released_t or turn.granted_t)),
        )
        for turn in turns
        if turn.granted_t
    ]
    return replay_forecasts(past, [SCALE * seconds for _, seconds in known], _LIMIT)


def _measure_fairness(turns: Sequence[Turn], window_s: float) -> tuple[float, list[int]]:
    """How evenly the grants of the window fell on the people."""
    ended = turns[0].asked_t + window_s
    grants = Counter({turn.person: 0 for turn in turns})
    grants.update(turn.person for turn in turns if turn.granted_t and turn.granted_t < ended)
    return compute_jain(list(grants.values())), sorted(grants.values())


def _measure_lot(turns: Sequence[Turn]) -> Lot:
    def delay_s(kind: str) -> float:
        return max(SCALE * turn.waited_s for turn in turns if turn.person.startswith(f"lot/{kind}"))

    return Lot(delay_s("g"), delay_s("c"), service_s=_CLASSIFICATION_S[1])


def _draw(rng: random.Random, bounds_s: tuple[float, float]) -> float:
    return rng.uniform(*bounds_s) / SCALE


def _describe(
    bursts: dict[int, list[Burst]],
    fairness: tuple[float, list[int]],
    lot: Lot,
    occupancy: Occupancy,
) -> tuple[list[tuple[str, object, str]], dict[str, object]]:
    """The table and the keys."""
    everything = [burst for rounds in bursts.values() for burst in rounds]
    ratios = {size: statistics.median(burst.makespan_ratio for burst in rounds) for size, rounds in bursts.items()}
    idle, once_full = _add([b.idle for b in everything]), _add([b.idle_once_full for b in everything])
    at_service = _add([b.idle_at_service for b in everything])
    errors = [error for burst in everything for error in burst.eta_errors]
    missing = sum(burst.forecasts_missing for burst in everything)
    eta_pct = _median_pct(errors)
    first_pct = _median_pct([error for burst in everything for error in burst.shown.first])
    looks = [error for burst in everything for error in burst.shown.looks]
    untold = sum(burst.shown.untold for burst in everything)
    longest = max(burst.longest_wait_s for burst in everything)
    jain, grants = fairness
    spread = f"grants {grants[0]} to {grants[-1]}"
    shown = f"target <= 25; {len(errors)} shown, {missing} not"
    rows: list[tuple[str, object, str]] = [
        ("15 people, makespan over ideal", f"{ratios[15]:.4f}", "target <= 1.02"),
        ("50 people, makespan over ideal", f"{ratios[50]:.4f}", "target <= 1.02"),
        ("permits free while somebody waited, %", f"{idle.pct:.2f}", "target <= 0.5"),
        (
            "the same once all permits had been taken, %",
            f"{once_full.pct:.2f}",
            "without the rush of the first instant",
        ),
        ("the same as the service saw it, %", f"{at_service.pct:.2f}", "the client's own work included"),
        ("longest wait, production s", f"{longest:.0f}", ""),
        ("fairness (Jain) of 12 people, 3 to 7 calls each", f"{jain:.4f}", spread),
        ("error of the expected start, median %", f"{eta_pct:.1f}", shown),
        ("the same as first shown in the queue, median %", f"{first_pct:.1f}", "target <= 25; the turns replayed"),
        ("the same at every look, median %", f"{_median_pct(looks):.1f}", f"{len(looks)} looks, {untold} told nothing"),
        ("lot of 200: delay of a generation, production s", f"{lot.generation_delay_s:.1f}", "target <= 15"),
        ("lot of 200: delay of a classification", f"{lot.classification_delay_s:.1f}", f"target <= {lot.service_s:g}"),
        ("violations, by the ledger", len(occupancy.violations), f"highest {occupancy.highest} of {_LIMIT}"),
    ]
    keys: dict[str, object] = {f"makespan_ratio_{size}": round(ratio, 4) for size, ratio in ratios.items()}
    keys |= {"idle_while_waiting_pct": round(idle.pct, 3), "idle_at_service_pct": round(at_service.pct, 3)}
    keys["idle_once_full_pct"] = round(once_full.pct, 3)
    keys |= {"jain": round(jain, 4), "eta_median_abs_error_pct": round(eta_pct, 1), "etas_missing": missing}
    keys |= {"eta_shown_first_pct": round(first_pct, 1), "eta_shown_looks_pct": round(_median_pct(looks), 1)}
    keys |= {"lot_generation_delay_s": round(lot.generation_delay_s, 1)}
    keys |= {
        "lot_classification_delay_s": round(lot.classification_delay_s, 1),
        "violations": len(occupancy.violations),
    }
    return rows, keys


def _median_pct(errors: Sequence[float]) -> float:
    return 100 * statistics.median(errors) if errors else float("nan")


def _add(parts: Sequence[Idleness]) -> Idleness:
    return Idleness(sum(part.idle_s for part in parts), sum(part.contended_s for part in parts))


if __name__ == "__main__":
    main()
