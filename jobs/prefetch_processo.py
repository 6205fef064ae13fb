"""Job: ask the court for a case whose number somebody has just typed. Safe to run twice; it never fails."""

from __future__ import annotations

from core.infra.slots import Caller, ServiceClass
from jobs.runtime import services


def run(numero_cnj: str) -> None:
    """Keep the court's answer for the person who is about to ask.

    It takes its turn as a generation does, since one may soon wait for it.
    """
    current = services()
    current.machinery.guard.caller = Caller(service_class=ServiceClass.GENERATION)
    current.processos.prefetch(numero_cnj)
