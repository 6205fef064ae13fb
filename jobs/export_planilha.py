"""Job: the spreadsheet of one calculation. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from core.bootstrap import Services
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(pedido_id: str, numero: int) -> None:
    """Make and keep the file."""

    def export(current: Services) -> None:
        with hold_turn("docx"):
            current.planilhas_de_calculo.export(UUID(pedido_id), numero)

    ride_out(export)
