"""Job: one side of a quick test of a prompt. It is missed by nobody: what died is not tried again, the person is."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.classificador.ensaio import ENSAIO_S
from core.errors import PortalError
from core.infra.cancel import interruptible
from core.infra.slots import ServiceClass
from jobs.attempt import publish_all
from jobs.runtime import services
from jobs.turn import Turn


def run(ensaio_id: str) -> None:
    """Ask the model and publish what it writes. Somebody at the screen waits: the call goes with that class."""
    current = services()
    ensaio = current.ensaios.find(UUID(ensaio_id))
    if ensaio is None:
        return
    machinery = current.machinery
    publisher = machinery.channel.open(ensaio.id, 1)
    turn = Turn(machinery.slots, publisher)
    unit = current.usuarios.get_unidade(ensaio.usuario_id)
    machinery.guard.caller = turn.build_caller(ensaio, unit, ServiceClass.INTERACTIVE)
    is_cancelled = partial(machinery.cancel.is_requested, ensaio.id)
    try:
        with interruptible(is_cancelled, deadline_s=ENSAIO_S, is_waiting=turn.is_waiting):
            ended = publish_all(current.ensaios.run(ensaio), publisher)
    except PortalError as error:
        ended = current.ensaios.end_early(ensaio, error)
    finally:
        current.end_calls()
    publisher.publish(ended)
