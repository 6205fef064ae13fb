"""What people in the queue would have been told, held against what then happened."""

from __future__ import annotations

from tests.load.shown import PastTurn, replay_forecasts


def queue_up(held_s: float, people: int, *, waits_twice: bool = False) -> list[PastTurn]:
    """Everybody at once before two permits, each held equally long; with a surprise everybody waits twice as long."""
    starts = [held_s * (number // 2) * (2 if waits_twice else 1) for number in range(people)]
    return [PastTurn(f"p{number}", 0, start, start + held_s) for number, start in enumerate(starts)]


def test_equal_durations_are_told_to_the_second() -> None:
    forecasts = replay_forecasts(queue_up(60, 8), [60.0] * 20, limit=2)
    assert len(forecasts.first) == 6
    assert max(forecasts.first) == 0
    assert forecasts.untold == 0


def test_a_wait_twice_as_long_as_told_is_half_an_error() -> None:
    forecasts = replay_forecasts(queue_up(60, 4, waits_twice=True), [60.0] * 20, limit=2)
    assert set(forecasts.first) == {0.5}


def test_who_is_told_nothing_is_counted_and_not_excused() -> None:
    forecasts = replay_forecasts(queue_up(60, 4), [], limit=2)
    assert forecasts.untold == 2 * 51, "two people, a look each second from 60 s to 10 s before"
    assert forecasts.first == ()
