"""What the guard counted beside what a ledger saw: cuts explain what they can, and nothing else passes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.load.accounts import Account, count_unsaved, open_account
from tests.load.checker import RecordedCall, Span

KIND = (("operation", "redator"), ("resource", "gemini"))


def build_call(start_t: float = 0, end_t: float = 1, *, service: str = "gemini", outcome: str = "ok") -> RecordedCall:
    return RecordedCall(service, "generateContent", Span(start_t, end_t), outcome, "r1")


def build_account(**changed: Any) -> Account:
    return Account(**{"first": 100, "started": 104, "ok": 98, "seen": 104, "seen_ok": 98} | changed)


def test_an_account_holds_one_resource_over_all_operations() -> None:
    counts = {
        ("outside_calls_started", KIND): 5.0,
        ("outside_calls_started", (("operation", "coletor"), ("resource", "gemini"))): 2.0,
        ("outside_calls_started", (("operation", "consulta"), ("resource", "tjms"))): 9.0,
        ("retries", KIND): 1.0,
        ("outside_calls_ended", (("operation", "redator"), ("outcome", "ok"), ("resource", "gemini"))): 4.0,
        ("outside_calls_ended", (("operation", "redator"), ("outcome", "E604"), ("resource", "gemini"))): 2.0,
    }
    calls = [build_call(), build_call(outcome="cancelled"), build_call(service="tribunal")]
    assert open_account("gemini", "gemini", counts, calls) == Account(first=6, started=7, ok=4, seen=2, seen_ok=1)
    assert open_account("tribunal", "tjms", counts, calls) == Account(first=9, started=9, ok=0, seen=1, seen_ok=1)


@pytest.mark.parametrize(
    ("account", "unexplained"),
    [
        pytest.param(build_account(), 0, id="equal"),
        pytest.param(build_account(seen=101), 0, id="killed-before-sending"),
        pytest.param(build_account(seen=100), 1, id="counted-and-never-sent"),
        pytest.param(build_account(seen=107), 3, id="retried-inside-the-client"),
        pytest.param(build_account(seen_ok=101), 0, id="killed-before-counting"),
        pytest.param(build_account(seen_ok=103), 2, id="answers-nobody-counted"),
        pytest.param(build_account(seen_ok=94), 4, id="counted-as-answered"),
        pytest.param(build_account(seen=106, seen_ok=103), 4, id="both"),
    ],
)
def test_what_three_cuts_do_not_explain_is_counted(account: Account, unexplained: int) -> None:
    assert account.count_unexplained(cuts=3, unsaved=0) == unexplained


def test_counts_that_redis_lost_explain_what_is_missing_and_never_what_is_too_much() -> None:
    assert build_account(seen=107, seen_ok=101).count_unexplained(cuts=0, unsaved=3) == 0
    assert build_account(seen=101, seen_ok=95).count_unexplained(cuts=0, unsaved=3) == 6


def test_only_calls_just_before_a_kill_of_redis_may_be_unsaved() -> None:
    near = [build_call(9.5, 12), build_call(3, 9.1)]
    far = [build_call(8, 8.9), build_call(10.1, 11), build_call(9.5, 12, service="tribunal")]
    assert count_unsaved([*near, *far], "gemini", [10.0]) == 2


def test_attempts_are_those_the_ledger_saw() -> None:
    assert build_account(seen=121).attempts_per_request == 1.21
    assert Account(0, 0, 0, 0, 0).attempts_per_request == 0
