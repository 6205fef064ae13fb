"""Job: vectors of the modules that the search by meaning does not cover yet. Safe to run twice; nobody misses it."""

from __future__ import annotations

import structlog

from core.bootstrap import Services
from core.errors import PortalError
from core.infra.slots import Caller, ServiceClass
from jobs.outage import ride_out
from jobs.runtime import die_at_once, mark_progress

_log = structlog.get_logger()


def run() -> None:
    """Compute and keep them, batch by batch; the schedule asks again for what is left.

    It calls as a person at the screen would: while the model is away it gives up at once and keeps no worker busy.
    """
    ride_out(_embed)


def _embed(current: Services) -> None:
    current.machinery.guard.caller = Caller(service_class=ServiceClass.INTERACTIVE, on_lost=die_at_once)
    try:
        for count in current.busca_de_modulos.embed_missing():
            _log.info("modulos_embedded", count=count)
            mark_progress()
    except PortalError as error:
        _log.warning("modulos_not_embedded", reason=error.code)
