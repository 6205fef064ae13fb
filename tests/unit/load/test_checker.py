"""The checker finds what was planted in a ledger, and nothing in a clean one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.load.checker import (
    Idleness,
    Span,
    check_services,
    clip_spans,
    compute_jain,
    count_attempts,
    find_overlapping,
    find_repeated,
    measure_idleness,
    measure_longest,
    measure_occupancy,
    pair_calls,
    read_calls,
    schedule_ideally,
)


def record(  # one call of a ledger: its start and, when it ended, its end
    number: int, start_t: float, end_t: float | None, *, outcome: str = "ok", run: str = "a", **detail: Any
) -> Iterator[dict[str, Any]]:
    common = {"service": "gemini", "call": "generateContent", "run": run, "id": number}
    yield {"t": start_t, **common, "phase": "start", "request": f"r{number}", **detail}
    if end_t is not None:
        yield {"t": end_t, **common, "phase": "end", "outcome": outcome}


def test_a_full_house_is_no_violation() -> None:
    occupancy = measure_occupancy([Span(0, 2), Span(0, 1), Span(1, 2)], 2)
    assert (occupancy.highest, occupancy.violations) == (2, ())


def test_violations_are_found_with_number_and_duration() -> None:
    held = [Span(0, 10), Span(1, 10), Span(2, 4), Span(3, 4.5), Span(8, 9)]
    occupancy = measure_occupancy(held, 2)
    assert occupancy.highest == 4
    assert [(v.highest, v.span.start_t, v.span.seconds) for v in occupancy.violations] == [(4, 2, 2.5), (3, 8, 1)]


@pytest.mark.parametrize(
    ("held", "waiting", "idle_s", "contended_s"),
    [
        pytest.param([Span(0, 10), Span(0, 10)], [Span(2, 6)], 0, 8, id="nothing-free"),
        pytest.param([Span(0, 10)], [Span(2, 6)], 4, 8, id="one-of-two-free"),
        pytest.param([], [Span(0, 1)], 1, 2, id="one-waiter-uses-one-permit"),
        pytest.param([], [Span(0, 1), Span(0, 1), Span(0, 1)], 2, 2, id="all-free"),
        pytest.param([Span(0, 1), Span(0, 1), Span(1.5, 3)], [Span(0.5, 1.5)], 0.5, 2, id="slow-hand-over"),
        pytest.param([Span(0, 1)], [], 0, 0, id="nobody-waits"),
        pytest.param([Span(0, 9), Span(0, 9), Span(0, 9)], [Span(0, 1)], 0, 2, id="over-the-limit-is-not-idle"),
    ],
)
def test_idle_permits_count_while_somebody_waits(
    held: list[Span], waiting: list[Span], idle_s: float, contended_s: float
) -> None:
    assert measure_idleness(held, waiting, 2) == Idleness(idle_s, contended_s)


def test_idleness_is_a_share_of_the_contended_permit_time() -> None:
    assert Idleness(1, 8).pct == 12.5
    assert Idleness(0, 0).pct == 0


@pytest.mark.parametrize(
    ("shares", "index"), [([5, 5, 5], 1.0), ([9, 0, 0], 1 / 3), ([4, 2], 0.9), ([0, 0], 1.0)], ids=str
)
def test_jain(shares: list[float], index: float) -> None:
    assert compute_jain(shares) == pytest.approx(index)


@pytest.mark.parametrize(
    ("durations_s", "makespan_s"), [([3, 1, 1, 1], 3), ([1, 1, 1, 3], 4), ([2], 2), ([], 0)], ids=str
)
def test_the_ideal_schedule_starts_the_next_when_one_of_two_is_free(
    durations_s: list[float], makespan_s: float
) -> None:
    assert schedule_ideally(durations_s, 2) == makespan_s


def test_a_retry_is_a_second_attempt_and_no_repetition() -> None:
    calls = pair_calls([*record(1, 0, 1, outcome="http_503"), *record(2, 2, 3, request="r1"), *record(3, 0, 1)])
    attempts = count_attempts(calls)
    assert (attempts.requests, attempts.calls, attempts.highest, attempts.per_request) == (2, 3, 2, 1.5)
    assert find_repeated(calls) == find_overlapping(calls) == ()


def test_work_done_twice_is_found() -> None:
    calls = pair_calls([*record(1, 0, 1), *record(2, 2, 3, request="r1")])
    assert find_repeated(calls) == ("r1",)
    assert find_overlapping(calls) == ()


def test_two_attempts_at_one_time_are_found() -> None:
    calls = pair_calls([*record(1, 0, 3, outcome="cancelled"), *record(2, 2, 4, request="r1")])
    assert find_overlapping(calls) == ("r1",)


def test_the_id_of_the_client_tells_requests_with_equal_bodies_apart() -> None:
    calls = pair_calls([*record(1, 0, 1, request="r", request_id="x"), *record(2, 1, 2, request="r", request_id="y")])
    assert find_repeated(calls) == ()
    assert count_attempts(calls).requests == 2


def test_ids_of_a_restarted_simulator_are_not_mixed_up() -> None:
    calls = pair_calls([*record(1, 0, None), *record(2, 1, 3), *record(1, 10, 12, run="b", request="r9")])
    assert [(call.span, call.outcome) for call in calls] == [
        (Span(0, 3), ""),
        (Span(1, 3), "ok"),
        (Span(10, 12), "ok"),
    ]


def test_ledgers_are_read_up_to_the_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    lines = [json.dumps(entry) for number in (1, 2, 3) for entry in record(number, number / 10, 1 + number / 10)]
    path.write_text("\n".join(lines) + '\n{"t": 5.0, "serv')
    report = check_services(read_calls(path), {"gemini": 2, "tribunal": 5})
    assert report["gemini"].occupancy.highest == 3
    assert [round(v.span.seconds, 6) for v in report["gemini"].occupancy.violations] == [0.8]
    assert report["gemini"].attempts.calls == 3
    assert report["tribunal"].occupancy.highest == 0


def test_spans_are_clipped_at_an_instant() -> None:
    assert clip_spans([Span(0, 2), Span(0, 1), Span(3, 4)], 1) == [Span(1, 2), Span(3, 4)]


def test_the_longest_wait() -> None:
    assert measure_longest([Span(0, 1), Span(5, 8)]) == 3
    assert measure_longest([]) == 0
