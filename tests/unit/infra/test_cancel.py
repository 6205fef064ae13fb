"""Interruption of a blocking main thread."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import pytest

from core.errors import DeadlineError, OperationCancelledError
from core.infra.cancel import interruptible, shielded


def test_a_request_interrupts_a_blocking_call() -> None:
    requested, started = threading.Event(), time.monotonic()
    threading.Timer(0.1, requested.set).start()
    with pytest.raises(OperationCancelledError), interruptible(requested.is_set, deadline_s=30):
        threading.Event().wait(20)
    assert time.monotonic() - started < 2


def test_the_deadline_interrupts() -> None:
    with pytest.raises(DeadlineError), interruptible(lambda: False, deadline_s=0.1):
        threading.Event().wait(20)


def test_nothing_is_raised_after_the_block() -> None:
    requested = threading.Event()
    with interruptible(requested.is_set, deadline_s=30) as interruption:
        pass
    requested.set()
    interruption.interrupt(OperationCancelledError())
    assert threading.Event().wait(0.4) is False


def test_a_shielded_stretch_ends_before_the_interruption() -> None:
    done: list[str] = []
    raises = pytest.raises(OperationCancelledError)
    with raises, interruptible(lambda: False, deadline_s=30) as interruption:  # the stretch under test
        with shielded():
            with shielded():
                interruption.interrupt(OperationCancelledError())
                done.append("inner")
            done.append("outer")
        done.append("never")
    assert done == ["inner", "outer"]


def test_after_an_error_the_cleaning_up_is_left_alone() -> None:
    with interruptible(lambda: False, deadline_s=30) as interruption:
        with pytest.raises(DeadlineError):
            interruption.interrupt(DeadlineError())
        interruption.interrupt(OperationCancelledError())


def swallow_once() -> None:
    """What a library does that catches whatever is raised inside it and answers with an error of its own."""
    with suppress(OperationCancelledError):
        threading.Event().wait(20)
    threading.Event().wait(20)


def test_work_that_swallows_the_error_is_interrupted_again() -> None:
    with pytest.raises(OperationCancelledError), interruptible(lambda: True, deadline_s=30):
        swallow_once()


def test_the_clock_stands_still_while_waiting_and_goes_on_after() -> None:
    waiting, started = threading.Event(), time.monotonic()
    waiting.set()
    threading.Timer(1.0, waiting.clear).start()
    with pytest.raises(DeadlineError), interruptible(lambda: False, deadline_s=0.4, is_waiting=waiting.is_set):
        threading.Event().wait(20)
    assert 1.2 < time.monotonic() - started < 4


def test_the_running_time_is_told_and_waiting_is_none() -> None:
    told: list[float] = []
    waiting = threading.Event()
    with interruptible(lambda: False, deadline_s=30, is_waiting=waiting.is_set, note_ran=told.append):
        assert not threading.Event().wait(1.4)
        waiting.set()
        assert not threading.Event().wait(1.2)
    assert len(told) == 1
    assert 1 <= told[0] < 1.6


def test_a_wait_without_end_can_be_cancelled() -> None:
    requested = threading.Event()
    threading.Timer(0.5, requested.set).start()
    raises = pytest.raises(OperationCancelledError)
    with raises, interruptible(requested.is_set, deadline_s=0.1, is_waiting=lambda: True):
        threading.Event().wait(20)


def test_a_look_that_takes_long_is_no_running_time() -> None:
    """As when Redis is away: what asks it for a cancellation waits."""

    def ask_slowly() -> bool:
        time.sleep(1.5)
        return False

    with interruptible(ask_slowly, deadline_s=1.6):
        assert not threading.Event().wait(2.0)
