"""A process that asks the model for short classifications without end, to stand for lots beside the generations."""

from __future__ import annotations

import os
import random
import sys
import time

from core.bootstrap import build_services
from core.clients.gemini import SEM_AUTOS, PedidoAoModelo, Turno
from core.errors import PortalError
from core.infra.logging import configure_logging
from core.infra.slots import Caller, ServiceClass
from core.settings import load_settings

_SCHEMA = {"type": "object", "properties": {"classe": {"type": "string"}}, "required": ["classe"]}


def main(number: int, pause_s: float) -> None:
    """One classification after the other with a pause between them, under the limits of a lot.

    The pauses follow from the seed of the run and the number of the lot.
    """
    pauses = random.Random(1000 * int(os.environ["SIMULATOR_SEED"]) + number)
    settings = load_settings()
    configure_logging(settings.logging, process="lots")
    services = build_services(settings, process="lots", is_worker=True)
    machinery = services.machinery
    machinery.guard.caller = caller = Caller("equipe-de-dados", ServiceClass.BATCH, is_patient=True)
    while True:
        turno = Turno(f"Documento {os.getpid()}-{time.time_ns()}", SEM_AUTOS)
        pedido = PedidoAoModelo(settings.gemini.modelo_coletor, "Classifique.", (turno,), temperatura=0.9)
        try:
            with machinery.slots.hold("classificacao", caller, timeout_s=60):
                services.gemini.generate_json(pedido, _SCHEMA, operation="classificacao")
        except PortalError:
            pass  # a lot would note it and go on
        time.sleep(pauses.expovariate(1 / pause_s))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
