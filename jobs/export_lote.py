"""Job: the answers of one lot as a file. Safe to run twice."""

from __future__ import annotations

from uuid import UUID

from core.bootstrap import Services
from core.classificador.domain import FormatoDeExportacao
from jobs.outage import ride_out
from jobs.runtime import hold_turn


def run(lote_id: str, marca: str, formato: str) -> None:
    """Make and keep the file."""

    def export(current: Services) -> None:
        with hold_turn("docx"):
            current.arquivos_de_lotes.export(UUID(lote_id), marca, FormatoDeExportacao(formato))

    ride_out(export)
