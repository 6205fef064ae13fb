"""Job: read and classify the files that a person handed in, while that person goes on. Safe to run twice."""

from __future__ import annotations

from contextlib import suppress

from core.bootstrap import Services
from core.errors import NotFoundError, PortalError
from core.infra.cancel import interruptible
from core.infra.slots import Caller, ServiceClass
from jobs.outage import ride_out
from jobs.runtime import die_at_once, mark_progress

_DEADLINE_S = 800.0


def run(chave: str) -> None:
    """What is not known by the end is found out by the geração itself."""
    ride_out(lambda current: _examine(current, chave))


def _examine(current: Services, chave: str) -> None:
    with suppress(NotFoundError):  # forgotten meanwhile
        current.machinery.guard.caller = Caller(
            str(current.anexos.find_dono(chave)),
            ServiceClass.INTERACTIVE,
            on_wait=lambda _resource, _place: mark_progress(),
            on_lost=die_at_once,
            is_patient=True,
            operacao=chave,
        )
        try:
            with suppress(PortalError), interruptible(lambda: False, deadline_s=_DEADLINE_S):
                current.anexos.examine(chave)
        finally:
            current.end_calls()
