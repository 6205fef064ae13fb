"""Whose turn it is: a lot of thousands lets those of others pass now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

VEZ_S = 30.0
"""A lot works on for so long while somebody else's waits; what it had begun is ended first."""


class Vez:
    """The turn of one lot, from now on. Used by one thread."""

    def __init__(
        self,
        ask_going_on: Callable[[], bool],
        ask_awaited: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask_going_on = ask_going_on
        self._ask_awaited = ask_awaited
        self._clock = clock
        self._ends_at = clock() + VEZ_S

    def is_going_on(self) -> bool:
        """False once the lot was stopped, or its turn is over and somebody else's lot waits."""
        return self._ask_going_on() and (self._clock() < self._ends_at or not self._ask_awaited())
