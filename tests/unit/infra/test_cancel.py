"""Interruption of a blocking main thread."""

from __future__ import annotations

import threading
import time

import pytest

from core.errors import DeadlineError, OperationCancelledError
from core.infra.cancel import interruptible


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
