"""Job: the record of acts, checked from its first entry. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out


def run() -> None:
    """Check it and keep what was found."""

    def verify(current: Services) -> None:
        current.conferencias_da_auditoria.verify()

    ride_out(verify)
