"""Documents of one lot on their way: never more than there is room for, and none once it makes no sense to go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait

from core.errors import (
    LimitReachedError,
    ServiceUnavailableError,
    SpendingCapError,
    TribunalCredentialsError,
)

OF_SERVICES = (ServiceUnavailableError, LimitReachedError, TribunalCredentialsError)
"""No fault of the document: the next one may meet the same."""

_FOR_ALL = (SpendingCapError, TribunalCredentialsError)
"""What no later document can escape."""

_IN_A_ROW = 3
"""So many documents that a service did not answer for, one after the other, and the lot does not go on."""

_LOOK_S = 0.5


class Rodada:
    """Used by one thread. ``ask_going_on`` tells whether the lot was neither stopped nor has to let others pass."""

    def __init__(self, ask_going_on: Callable[[], bool], on_progress: Callable[[], None], *, room: int) -> None:
        self._ask_going_on = ask_going_on
        self._on_progress = on_progress
        self._room = room
        self._futures: set[Future[None]] = set()
        self._failures = 0
        self._is_going_on, self._looked_at = True, float("-inf")

    def add(self, future: Future[None]) -> None:
        self._futures.add(future)

    def is_going_on(self) -> bool:
        """False from the moment on that the lot was stopped; asked for about twice a second."""
        if self._is_going_on and time.monotonic() - self._looked_at >= _LOOK_S:
            self._is_going_on, self._looked_at = self._ask_going_on(), time.monotonic()
        return self._is_going_on

    def wait_for_room(self) -> bool:
        """Wait until one more may start; False when none may. Raises what no later document can escape."""
        self._collect(timeout_s=0)
        while self.is_going_on() and len(self._futures) >= self._room:
            self._collect(timeout_s=_LOOK_S)
        return self.is_going_on()

    def wait_for_all(self) -> None:
        """Until every document on its way has ended. Raises as above."""
        while self._futures:
            self._collect(timeout_s=_LOOK_S)

    def _collect(self, *, timeout_s: float) -> None:
        alive = {future for future in self._futures if not future.cancelled()}  # ``wait`` would wait for them for ever
        done, self._futures = wait(alive, timeout_s, FIRST_COMPLETED)
        for future in done:
            self._on_progress()
            try:
                future.result()
                self._failures = 0
            except OF_SERVICES as error:
                self._failures += 1
                if isinstance(error, _FOR_ALL) or self._failures >= _IN_A_ROW:
                    raise
