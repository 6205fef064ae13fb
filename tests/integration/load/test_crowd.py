"""Processes that begin together."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest

from tests.load.crowd import Crowd, ProcessDiedError


def note_start(delay_s: float, begin: Callable[[], object]) -> tuple[int, float]:
    time.sleep(delay_s)
    begin()
    return os.getpid(), time.monotonic()


def fail_before_the_start(_task: int, _begin: Callable[[], object]) -> None:
    raise SystemExit(3)


def die_after_the_start(_task: int, begin: Callable[[], object]) -> None:
    begin()
    os._exit(9)


def test_everybody_waits_for_the_slowest() -> None:
    crowd: Crowd[float, tuple[int, float]] = Crowd(note_start, [0.0, 0.3])
    crowd.begin()
    (first, began), (second, also_began) = crowd.collect()
    assert first != second
    assert abs(began - also_began) < 0.2


def test_a_process_that_cannot_start_is_not_waited_for() -> None:
    crowd: Crowd[int, None] = Crowd(fail_before_the_start, [0])
    with pytest.raises(threading.BrokenBarrierError):
        crowd.begin()
    with pytest.raises(ProcessDiedError):
        crowd.collect()


def test_a_process_that_dies_is_noticed() -> None:
    crowd: Crowd[int, None] = Crowd(die_after_the_start, [0])
    crowd.begin()
    with pytest.raises(ProcessDiedError):
        crowd.collect()
