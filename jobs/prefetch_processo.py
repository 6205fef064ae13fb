"""Job: ask the court for a case whose number somebody has just typed. Safe to run twice; nobody misses it."""

from __future__ import annotations

from core.infra.slots import Caller, ServiceClass
from jobs.runtime import die_at_once, services


def run(numero_cnj: str) -> None:
    """Keep the court's answer for the person who is about to ask.

    It asks as that person would: while the court is away it gives up at once and keeps no worker busy.
    """
    current = services()
    current.machinery.guard.caller = Caller(service_class=ServiceClass.INTERACTIVE, on_lost=die_at_once)
    current.processos.prefetch(numero_cnj)
