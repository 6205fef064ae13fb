"""Job: one text asked of a trained model. It is missed by nobody: what died is not tried again, the person is."""

from __future__ import annotations

from uuid import UUID

from jobs.modelo import load_modelo
from jobs.runtime import services


def run(inferencia_id: str) -> None:
    """Answer, and keep the answer for who asked."""
    services().inferencias.answer(UUID(inferencia_id), load_modelo)
