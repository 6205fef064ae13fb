"""A process that asks the model for short classifications without end, to stand for lots beside the generations."""

from __future__ import annotations

import os
import random
import sys
import time

from core.bootstrap import build_services
from core.clients.gemini import PedidoAoModelo
from core.errors import PortalError
from core.infra.logging import configure_logging
from core.infra.slots import Caller, ServiceClass
from core.settings import load_settings

_SCHEMA = {"type": "object", "properties": {"classe": {"type": "string"}}, "required": ["classe"]}


def main(pause_s: float) -> None:
    """One classification after the other with a pause between them, under the limits of a lot."""
    settings = load_settings()
    configure_logging(settings.logging, process="lots")
    services = build_services(settings, process="lots", is_worker=True)
    machinery = services.machinery
    machinery.guard.caller = caller = Caller("equipe-de-dados", ServiceClass.BATCH, is_patient=True)
    while True:
        text = f"Documento {os.getpid()}-{time.time_ns()}"
        pedido = PedidoAoModelo(settings.gemini.modelo_coletor, "Classifique.", (text,), temperatura=0.9)
        try:
            with machinery.slots.hold("classificacao", caller, timeout_s=60):
                services.gemini.generate_json(pedido, _SCHEMA, operation="classificacao")
        except PortalError:
            pass  # a lot would note it and go on
        time.sleep(random.expovariate(1 / pause_s))


if __name__ == "__main__":
    main(float(sys.argv[1]))
