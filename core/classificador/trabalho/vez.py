"""Whose turn it is: a lot of thousands lets the work of others pass now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

VEZ_S = 30.0
"""A lot works on for so long while somebody else's waits; what it had begun is ended first."""

VEZ_DE_ENSAIO_S = 2.0
"""And for so long while a person waits for the answer to a text."""


class Vez:
    """The turn of one lot, from now on. Used by one thread.

    ``awaited`` asks for each of several whether they wait, by the seconds that they let the lot work.
    """

    def __init__(
        self,
        ask_going_on: Callable[[], bool],
        awaited: Mapping[float, Callable[[], bool]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask_going_on = ask_going_on
        self._awaited = awaited
        self._clock = clock
        self._began = clock()

    def is_going_on(self) -> bool:
        """False once the lot was stopped, or its turn is over and others wait."""
        worked_s = self._clock() - self._began
        return self._ask_going_on() and not any(worked_s >= end_s and ask() for end_s, ask in self._awaited.items())
