"""A process that asks the model for short classifications without end, to stand for lots beside the generations.

Two lots share a process: the start of one costs more than all its calls.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time

from core.bootstrap import Services, build_services
from core.clients.gemini import SEM_AUTOS, PedidoAoModelo, Turno
from core.errors import PortalError
from core.infra.logging import configure_logging
from core.infra.slots import Caller, ServiceClass
from core.settings import load_settings

_LOTS = 2
_SCHEMA = {"type": "object", "properties": {"classe": {"type": "string"}}, "required": ["classe"]}


def main(number: int, pause_s: float) -> None:
    """Lots that go on until the process ends. Their pauses follow from the seed of the run and the process's number."""
    settings = load_settings()
    configure_logging(settings.logging, process="lots")
    services = build_services(settings, process="lots", is_worker=True)
    services.machinery.guard.caller = Caller("equipe-de-dados", ServiceClass.BATCH, is_patient=True)
    services.gemini  # noqa: B018  # a cached property: the threads share what the first use builds
    seed = 1000 * int(os.environ["SIMULATOR_SEED"]) + _LOTS * number
    lots = [
        threading.Thread(target=classify, args=(services, random.Random(seed + lot), pause_s)) for lot in range(_LOTS)
    ]
    for lot in lots:
        lot.start()


def classify(services: Services, pauses: random.Random, pause_s: float) -> None:
    """One classification after the other with a pause between them, under the limits of a lot."""
    machinery, modelo = services.machinery, services.settings.gemini.modelo_coletor
    while True:
        turno = Turno(f"Documento {os.getpid()}-{time.time_ns()}", SEM_AUTOS)
        pedido = PedidoAoModelo(modelo, "Classifique.", (turno,), temperatura=0.9)
        try:
            with machinery.slots.hold("classificacao", machinery.guard.caller, timeout_s=60):
                services.gemini.generate_json(pedido, _SCHEMA, operation="classificacao")
        except PortalError:
            pass  # a lot would note it and go on
        time.sleep(pauses.expovariate(1 / pause_s))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
