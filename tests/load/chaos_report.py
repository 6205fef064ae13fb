"""How a chaos run is told: the table for people and the keys for programs."""

from __future__ import annotations

from collections.abc import Iterable

from tests.load.report import Options, percentile, print_report
from tests.load.verdict import Verdict, Witnessed


def print_chaos(verdict: Verdict, seen: Witnessed, options: Options, speed: float) -> None:
    minutes = seen.seconds * speed / 60
    rows = [*_list_goals(verdict, seen, minutes, speed), *_list_details(verdict, seen)]
    print_report("chaos", options, rows, _list_keys(verdict, seen, minutes))


def _list_goals(verdict: Verdict, seen: Witnessed, minutes: float, speed: float) -> list[tuple[str, object, str]]:
    counted = f"{verdict.calls_counted}, {verdict.calls_in_ledgers}"
    return [
        ("simulated minutes", f"{minutes:.0f}", f"{seen.seconds:.0f} s at {speed:g}x"),
        ("gerações asked for", len(seen.stories), f"{len(seen.stories) / minutes:.1f} per simulated minute"),
        ("processes killed", len(seen.kills), _tally(kill.kind for kill in seen.kills)),
        ("more in flight than allowed, times", verdict.violations, f"target 0; highest {verdict.highest}"),
        ("gerações, Word files and searches lost", verdict.lost, "target 0"),
        ("gerações done twice", verdict.duplicated, "target 0"),
        ("characters lost, repeated", f"{verdict.chars_lost}, {verdict.chars_repeated}", "target 0, 0"),
        ("calls counted by us, by the ledgers", counted, "differ by calls cut by a kill"),
        ("calls and answers that no cut explains", verdict.calls_unexplained, f"target 0; {seen.cuts} cuts"),
        ("shared questions asked twice at once", verdict.overlapping, "target 0"),
        ("attempts per request, by the ledgers", f"{verdict.attempts_per_request:.3f}", "target <= 1.10"),
        ("recovery p50, s", _format_share(verdict.alone_s, 0.5), f"{len(verdict.alone_s)} kills"),
        ("recovery p95, s", _format_share(verdict.alone_s, 0.95), "target <= 5"),
        (
            "the same with a server or the pool away, p95, s",
            _format_share(verdict.among_outages_s, 0.95),
            f"{len(verdict.among_outages_s)} kills",
        ),
        ("longest called running without a process, s", f"{seen.alone_s:.1f}", "target <= 20"),
        ("workers told to end, slowest end, s", _format_share(seen.deploys_s, 1), "target <= 30"),
    ]


def _list_details(verdict: Verdict, seen: Witnessed) -> list[tuple[str, object, str]]:
    errors, errands = [code for story in seen.stories for code in story.errors], seen.errands
    return [
        ("reloads and second tabs", verdict.reloads, "read again from the start"),
        ("pages and pictures, Word files, searches", f"{errands.answers}, {errands.words}, {errands.searches}", ""),
        ("wrong answers over HTTP", len(errands.wrong), f"target 0 {_tally(errands.wrong)}"),
        ("asked again until it came, p95, s", _format_share(errands.away_s, 0.95), f"{len(errands.away_s)} times"),
        ("errors answered with Continuar", len(errors), _tally(errors)),
        ("dead letters", verdict.dead_letters, "visible to the administrator"),
        ("requests told to come back", seen.refusals, "the page says so; asked again"),
        ("processes of jobs left behind", verdict.orphans, "target 0"),
    ]


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
        "recovery_p50_s": _round_share(verdict.alone_s, 0.5),
        "recovery_p95_s": _round_share(verdict.alone_s, 0.95),
        "recovery_with_outage_p95_s": _round_share(verdict.among_outages_s, 0.95),
        "attempts_per_request": round(verdict.attempts_per_request, 3),
        "geracoes": len(seen.stories),
        "reloads": verdict.reloads,
        "calls_counted": verdict.calls_counted,
        "calls_in_ledgers": verdict.calls_in_ledgers,
        "calls_unexplained": verdict.calls_unexplained,
        "overlapping": verdict.overlapping,
        "running_without_process_s": round(seen.alone_s, 1),
        "worker_end_s": _round_share(seen.deploys_s, 1),
        "http_answers": seen.errands.answers,
        "http_wrong": len(seen.errands.wrong),
        "http_away_p95_s": _round_share(seen.errands.away_s, 0.95),
        "word_files": seen.errands.words,
        "searches": seen.errands.searches,
        "dead_letters": verdict.dead_letters,
        "orphans": verdict.orphans,
        "slowest": [f"{kill.kind} {kill.recovery_s:.1f}" for kill in slowest if kill.recovery_s],
    }


def _format_share(seconds: list[float], share: float) -> str:
    return f"{percentile(seconds, share):.1f}" if seconds else "-"


def _round_share(seconds: list[float], share: float) -> float | None:
    return round(percentile(seconds, share), 2) if seconds else None


def _tally(kinds: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
