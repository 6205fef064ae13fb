"""Job: the report of a month that has ended. Safe to run twice."""

from __future__ import annotations

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(mes: str) -> None:
    """Make and keep the file."""

    def make(current: Services) -> None:
        with hold_turn("docx"):
            current.relatorios_mensais.make(mes)

    ride_out(make)
