"""Job: what a person who reads a case asked of the court. Safe to run twice."""

from __future__ import annotations

import math
from contextlib import suppress
from functools import partial

from core.bootstrap import Services
from core.errors import OperationCancelledError
from core.events import TurnWaited
from core.infra.cancel import interruptible
from core.infra.slots import Caller, Place, ServiceClass
from core.pecas.espera import describe_wait
from core.processos.autos.domain import INTEIRO
from jobs.outage import ride_out
from jobs.runtime import die_at_once, mark_progress


def run(numero_cnj: str, alvo: str, rodada: int) -> None:
    """Fetch the header, one document or the next few of a whole case, and have them read."""
    ride_out(lambda current: _fetch(current, numero_cnj, alvo, rodada))


def _fetch(current: Services, numero_cnj: str, alvo: str, rodada: int) -> None:
    busca = current.buscas.find(numero_cnj, alvo)
    if busca is None:
        return

    def tell(resource: str, place: Place) -> None:
        mark_progress()
        waited = TurnWaited(resource, place.position, place.expected_s, place.reason.value)
        current.buscas.note_espera(numero_cnj, alvo, describe_wait(waited))

    is_lot = alvo == INTEIRO  # whoever asked for one document looks on; a whole case comes as it can
    service_class = ServiceClass.BATCH if is_lot else ServiceClass.INTERACTIVE
    current.machinery.guard.caller = Caller(
        str(busca.usuario_id), service_class, on_wait=tell, on_lost=die_at_once, is_patient=is_lot
    )
    is_stopping = partial(current.buscas.is_stopping, numero_cnj, alvo, rodada)
    try:
        with suppress(OperationCancelledError), interruptible(is_stopping, deadline_s=math.inf):  # calls have their own
            current.buscas.run(numero_cnj, alvo, rodada)
    finally:  # threads that nobody waited for
        current.end_calls()
