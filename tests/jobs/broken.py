"""A job for the tests: it fails while a thread that nobody waits for is in a call to the court."""

from __future__ import annotations

import threading
import time
from urllib.parse import urljoin

import httpx

from jobs.runtime import services


def run(numero_cnj: str) -> None:
    """Fail as soon as the court was asked, with words that are not among the arguments."""
    current = services()
    threading.Thread(target=current.processos.prefetch, args=(numero_cnj,), daemon=True).start()
    ledger = urljoin(current.settings.tribunal.url, "/_control/ledger")
    while not httpx.get(ledger).json()["in_flight"]:
        time.sleep(0.01)
    raise LookupError(" ".join(("Fulana", "de", "Tal", "pede", "o", "medicamento")))
