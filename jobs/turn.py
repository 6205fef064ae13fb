"""Whether a running operation does nothing but wait for its turns: then its clock stands still."""

from __future__ import annotations

import threading
import time
from typing import Protocol
from uuid import UUID

from core.infra.channel import Publisher
from core.infra.slots import Caller, Place, ServiceClass, Slots
from jobs.runtime import die_at_once, mark_progress
from jobs.waiting import WaitTeller

_WAITED_S = 3.0
"""An operation waits for a turn when one of its threads said so this recently."""


_TOLD_S = 1.5
"""A thread that waits says so at least this often."""


class WorkOfAPerson(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def usuario_id(self) -> int: ...


class Turn:
    """Shows waits on the screen, marks them as progress, and remembers that they are."""

    def __init__(self, slots: Slots, publisher: Publisher) -> None:
        self._teller = WaitTeller(publisher)
        self._slots = slots
        self._waited_at = float("-inf")
        self._told_at = float("-inf")
        self._told = threading.Lock()
        self.waited_s = 0.0
        """Seconds in which at least one of the threads waited, to the half second."""

    def tell(self, resource: str, place: Place) -> None:
        """Called about once a second by each thread that waits, and with place 0 when it got in."""
        mark_progress()
        with self._told:
            now = time.monotonic()
            if now - self._told_at < _TOLD_S:
                self.waited_s += now - self._told_at
            self._told_at = now if place.position else float("-inf")
            if place.position:
                self._waited_at = now
        self._teller.tell(resource, place)

    def build_caller(
        self, work: WorkOfAPerson, unit: str, service_class: ServiceClass = ServiceClass.GENERATION
    ) -> Caller:
        """On whose behalf the calls of this work are made; what they take is kept under its id."""
        return Caller(
            str(work.usuario_id),
            service_class,
            unit=unit,
            on_wait=self.tell,
            on_lost=die_at_once,
            is_patient=True,
            operacao=str(work.id),
        )

    def is_waiting(self) -> bool:
        """True while somebody waits and no call to an outside server is in flight."""
        return time.monotonic() - self._waited_at < _WAITED_S and not self._slots.is_calling()
