"""Job: one PDF of a whole case. Safe to run twice."""

from __future__ import annotations

from jobs.outage import ride_out


def run(numero_cnj: str) -> None:
    """Bind in a process of its own and keep the file."""
    ride_out(lambda current: current.volumes.make(numero_cnj))
