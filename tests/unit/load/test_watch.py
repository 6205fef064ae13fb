"""How long something was called running that no process ran."""

from __future__ import annotations

from tests.load.watch import Vigil


def test_only_uninterrupted_loneliness_counts() -> None:
    vigil = Vigil()
    vigil.note(["a", "b"], ["a"], 10.0)
    vigil.note(["a", "b"], ["a"], 13.0)
    vigil.note(["a", "b"], ["a", "b"], 14.0)
    vigil.note(["a", "b"], ["a"], 20.0)
    vigil.note(["a", "b"], ["b"], 21.0)
    assert vigil.longest_s == 3.0


def test_what_ended_is_no_longer_counted() -> None:
    vigil = Vigil()
    vigil.note(["a"], [], 0.0)
    vigil.note([], [], 1.0)
    vigil.note(["a"], [], 9.0)
    assert vigil.longest_s == 0.0
