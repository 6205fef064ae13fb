"""The verdict on a chaos run finds each fault that was planted in what the witnesses tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from tests.load.checker import RecordedCall, Span
from tests.load.storm import Kill
from tests.load.verdict import Evidence, Verdict, Witnessed, judge
from tests.load.visitors import Story

NUMERO = "08030623120258120001"
WHOLE = "A minuta inteira.\n"


def build_story(**changed: Any) -> Story:
    story = Story(uuid4(), NUMERO, asked_t=0, started_t=1, ended_t=9, read=WHOLE, written=WHOLE, versions=1)
    return replace(story, **changed)


def build_call(start_t: float = 0, *, agente: str = "redator", request: str = "r1") -> RecordedCall:
    return RecordedCall("gemini", "generateContent", Span(start_t, start_t + 2), "ok", request, {"agente": agente})


def count_like(calls: list[RecordedCall]) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """What a guard counts that is asked for exactly these calls."""
    number = float(len(calls))
    return {
        ("outside_calls_started", (("resource", "gemini"),)): number,
        ("outside_calls_ended", (("outcome", "ok"), ("resource", "gemini"))): number,
    }


def judge_run(
    stories: list[Story] | None = None,
    calls: list[RecordedCall] | None = None,
    kills: list[Kill] | None = None,
    outages: list[Span] | None = None,
) -> Verdict:
    own = [build_call()] if calls is None else calls
    seen = Witnessed(60, stories or [build_story()], 0, kills or [], outages or [], {NUMERO: WHOLE})
    turns = {"g1": [(1.0, True), (10.0, True), (20.0, False)]}
    return judge(seen, Evidence(own, count_like(own), turns))


def test_a_run_without_faults_is_sound() -> None:
    verdict = judge_run()
    assert verdict.is_sound
    assert (verdict.attempts_per_request, verdict.highest) == (1, "gemini 1, tribunal 0")


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        pytest.param({"ended_t": None}, {"lost": 1}, id="never-ended"),
        pytest.param({"versions": 2}, {"duplicated": 1}, id="written-twice"),
        pytest.param({"read": WHOLE[:-3]}, {"chars_lost": 3}, id="screen-cut"),
        pytest.param({"read": "A minuta A minuta inteira.\n"}, {"chars_repeated": 9}, id="screen-repeats"),
        pytest.param({"written": WHOLE[3:]}, {"chars_lost": 3}, id="record-cut"),
    ],
)
def test_what_a_person_ends_up_with_is_compared(fault: dict[str, Any], found: dict[str, int]) -> None:
    verdict = judge_run([build_story(), build_story(**fault)])
    assert {name: getattr(verdict, name) for name in found} == found
    assert not verdict.is_sound


def test_a_version_for_each_stop_is_no_repetition() -> None:
    assert judge_run([build_story(versions=2, errors=["Parar"])]).is_sound


def test_one_call_over_the_limit_is_a_violation() -> None:
    verdict = judge_run(calls=[build_call(number / 10) for number in range(11)])
    assert (verdict.violations, verdict.is_sound) == (1, False)


def test_a_retry_that_only_the_ledger_knows_is_an_attempt_and_unexplained() -> None:
    calls = [build_call(3 * number) for number in range(10)]
    seen = Witnessed(60, [build_story()], 0, [], [], {NUMERO: WHOLE})
    verdict = judge(seen, Evidence([*calls, build_call(40), build_call(43)], count_like(calls)))
    assert verdict.attempts_per_request == 1.2
    assert (verdict.calls_unexplained, verdict.is_sound) == (4, False)


def test_counts_without_a_call_are_sound_as_far_as_something_was_cut() -> None:
    calls = [build_call()]
    counts = count_like(calls) | {("outside_calls_started", (("resource", "gemini"),)): 3.0}
    seen = Witnessed(60, [build_story()], 0, [], [], {NUMERO: WHOLE}, cuts=2)
    assert judge(seen, Evidence(calls, counts)).is_sound
    assert judge(replace(seen, cuts=1), Evidence(calls, counts)).calls_unexplained == 1


def test_a_shared_question_asked_twice_at_once_is_found() -> None:
    pair = [build_call(0), build_call(1)]
    assert judge_run(calls=pair).overlapping == 0
    assert judge_run(calls=[replace(call, detail={"agente": "coletor"}) for call in pair]).overlapping == 1


def test_recovery_lasts_until_the_next_attempt_begins() -> None:
    verdict = judge_run(kills=[Kill("horse", 7.5, "g1"), Kill("worker", 15.0, "g1"), Kill("web", 7.5, None)])
    assert (verdict.alone_s, verdict.among_outages_s) == ([2.5], [])


@pytest.mark.parametrize(
    ("outage", "is_alone"),
    [(Span(1, 7), True), (Span(1, 8), False), (Span(8, 9), False), (Span(10.5, 20), True)],
    ids=["got-over", "still-felt", "meanwhile", "afterwards"],
)
def test_a_recovery_beside_an_outage_is_told_apart(outage: Span, is_alone: bool) -> None:
    verdict = judge_run(kills=[Kill("horse", 7.5, "g1")], outages=[outage])
    assert (verdict.alone_s, verdict.among_outages_s) == (([2.5], []) if is_alone else ([], [2.5]))
