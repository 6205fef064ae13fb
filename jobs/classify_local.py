"""Job: one lot asked of a model trained here, alone or first. Safe to run twice: what was answered stays."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from core.bootstrap import Services
from core.classificador.roteamento import read_id
from jobs.classify_lote import classify
from jobs.modelo import load_modelo
from jobs.outage import ride_out


def run(lote_id: str) -> None:
    """Ask the lot's own model about each document that has no answer yet and did not go on to Gemini."""
    ride_out(lambda current: _classify(current, UUID(lote_id)))


def _classify(current: Services, lote_id: UUID) -> None:
    modelo_id = UUID(read_id(current.lotes.inspect(lote_id).pedido.modelo_local))
    classify(current, lote_id, current.build_trabalho_local(modelo_id, partial(load_modelo, modelo_id)))
