"""``portal bench limits``: our permits beside three other ways to keep a limit, with the same contenders and times.

Everybody asks again as soon as a permit was given back, so there is always a queue. Who was inside, and when, is the
contenders' own record on the machine's monotonic clock, which all processes share; Redis is not asked. A hand-over is
the time from the moment a holder is done until the next one is in.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis

from tests.load.checker import Span, compute_jain, measure_occupancy
from tests.load.contenders import CONTENDERS
from tests.load.crowd import Crowd
from tests.load.report import parse_options, percentile, print_report
from tests.load.stack import run_redis

_LIMIT = 10
_PROCESSES, _THREADS = 5, 10
_HOLD_S = (0.01, 0.03)
"""Shortest and longest time inside; with 50 contenders for 10 permits the ideal wait is four times their mean."""


@dataclass(frozen=True)
class Crew:
    """The contenders of one process."""

    kind: str
    url: str
    seed: int
    window_s: float
    first: int


@dataclass
class Visits:
    """What one contender did: when it asked, entered and left, in seconds of the monotonic clock."""

    asked: list[float] = field(default_factory=list)
    inside: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """One way to keep the limit, measured."""

    grants_per_s: float
    wait_p50_ms: float
    wait_p99_ms: float
    hand_off_p50_ms: float
    jain: float
    fewest: int
    most: int
    commands_per_grant: float
    round_trips_per_grant: float
    highest: int
    violations: int


def main() -> None:
    options = parse_options("limits")
    window_s = 6.0 if options.is_quick else 30.0
    with run_redis() as url:
        figures = {kind: _measure(kind, url, options.seed, window_s) for kind in CONTENDERS}
    print_report("limits", options, _list_rows(figures, window_s), _list_keys(figures))


def _measure(kind: str, url: str, seed: int, window_s: float) -> Figures:
    with redis.Redis.from_url(url, decode_responses=True) as client:
        client.flushdb()
        crews = [Crew(kind, url, seed, window_s, number * _THREADS) for number in range(_PROCESSES)]
        crowd: Crowd[Crew, list[Visits]] = Crowd(_compete, crews, preload=["tests.load.contenders"])
        crowd.begin()
        began, before = time.monotonic(), _count_commands(client)
        time.sleep(window_s)
        ended, after = time.monotonic(), _count_commands(client)
        visits = [one for crew in crowd.collect() for one in crew]
    commands, round_trips = after[0] - before[0], after[1] - before[1]
    return _compute(visits, Span(began, ended), commands, round_trips)


def _compute(visits: list[Visits], window: Span, commands: int, round_trips: int) -> Figures:
    inside = [span for one in visits for span in one.inside]
    waits = [
        span.start_t - asked
        for one in visits
        for asked, span in zip(one.asked, one.inside, strict=True)
        if window.start_t <= asked < window.end_t
    ]
    grants = [sum(window.start_t <= span.start_t < window.end_t for span in one.inside) for one in visits]
    occupancy = measure_occupancy(inside, _LIMIT)
    return Figures(
        grants_per_s=sum(grants) / window.seconds,
        wait_p50_ms=1000 * percentile(waits, 0.5),
        wait_p99_ms=1000 * percentile(waits, 0.99),
        hand_off_p50_ms=1000 * statistics.median(_list_hand_offs(inside, window)),
        jain=compute_jain(grants),
        fewest=min(grants),
        most=max(grants),
        commands_per_grant=commands / sum(grants),
        round_trips_per_grant=round_trips / sum(grants),
        highest=occupancy.highest,
        violations=len(occupancy.violations),
    )


def _list_hand_offs(inside: list[Span], window: Span) -> list[float]:
    """The n-th departure lets the n-th entry after the first full house in."""
    left = sorted(span.end_t for span in inside)
    entered = sorted(span.start_t for span in inside)[_LIMIT:]
    return [after - before for before, after in zip(left, entered, strict=False) if after < window.end_t]


def _count_commands(client: redis.Redis) -> tuple[int, int]:
    """Commands that the server ran, those inside scripts too, and reads from its clients."""
    calls = sum(int(stats["calls"]) for stats in client.info("commandstats").values())
    return calls, int(client.info("stats")["total_reads_processed"])


def _compete(crew: Crew, begin: Callable[[], object]) -> list[Visits]:
    """Ten contenders of one process until the window closes; each finishes the wait it is in."""
    hold = CONTENDERS[crew.kind](crew.url, _LIMIT)
    visits = [Visits() for _ in range(_THREADS)]
    closing = [float("inf")]

    def contend(number: int) -> None:
        rng, mine = random.Random(f"{crew.seed}|{crew.first + number}"), visits[number]
        ready.wait()
        while time.monotonic() < closing[0]:
            stay_s = rng.uniform(*_HOLD_S)
            mine.asked.append(time.monotonic())
            with hold(f"p{crew.first + number}"):
                entered = time.monotonic()
                time.sleep(stay_s)
                mine.inside.append(Span(entered, time.monotonic()))

    ready = threading.Event()
    threads = [threading.Thread(target=contend, args=(number,)) for number in range(_THREADS)]
    for thread in threads:
        thread.start()
    begin()
    closing[0] = time.monotonic() + crew.window_s
    ready.set()
    for thread in threads:
        thread.join()
    return visits


def _list_rows(figures: dict[str, Figures], window_s: float) -> list[tuple[str, object, str]]:
    ideal = _LIMIT / statistics.mean(_HOLD_S)
    rows: list[tuple[str, object, str]] = [
        ("contenders / permits / seconds each", f"{_PROCESSES * _THREADS}/{_LIMIT}/{window_s:.0f}", "5 processes"),
        ("grants/s that no way can beat", f"{ideal:.0f}", f"inside {_HOLD_S[0]:g}-{_HOLD_S[1]:g} s"),
    ]
    for kind, f in figures.items():
        rows += [
            (f"{kind}: grants/s", f"{f.grants_per_s:.0f}", f"{100 * f.grants_per_s / ideal:.1f}% of the ideal"),
            (f"{kind}: wait p50 / p99, ms", f"{f.wait_p50_ms:.0f} / {f.wait_p99_ms:.0f}", "target p99 <= 250 (ours)"),
            (f"{kind}: hand-over p50, ms", f"{f.hand_off_p50_ms:.2f}", "target <= 3 (ours)"),
            (f"{kind}: fairness (Jain), grants per contender", f"{f.jain:.4f}", f"{f.fewest} to {f.most}"),
            (
                f"{kind}: commands per grant",
                f"{f.commands_per_grant:.1f}",
                f"{f.round_trips_per_grant:.1f} round trips",
            ),
            (f"{kind}: violations", f.violations, f"highest {f.highest} of {_LIMIT}"),
        ]
    return rows


def _list_keys(figures: dict[str, Figures]) -> dict[str, object]:
    ours, keys = figures["ours"], dict[str, object]()
    keys |= {"violations": ours.violations, "grants_per_s": round(ours.grants_per_s, 1)}
    keys |= {"wait_p50_ms": round(ours.wait_p50_ms, 1), "wait_p99_ms": round(ours.wait_p99_ms, 1)}
    keys |= {"hand_off_p50_ms": round(ours.hand_off_p50_ms, 2), "jain": round(ours.jain, 4)}
    keys["commands_per_grant"] = round(ours.commands_per_grant, 1)
    for kind in ("naive", "locks", "library"):
        f = figures[kind]
        keys |= {f"wait_p99_ms_{kind}": round(f.wait_p99_ms, 1), f"grants_per_s_{kind}": round(f.grants_per_s, 1)}
        keys |= {f"jain_{kind}": round(f.jain, 4), f"violations_{kind}": f.violations}
        keys[f"commands_per_grant_{kind}"] = round(f.commands_per_grant, 1)
    return keys


if __name__ == "__main__":
    main()
