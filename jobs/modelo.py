"""Trained models of this process, loaded once each and kept."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from core.bert.inference import Classificador, load_classificador
from jobs.runtime import services

_KEPT = 2


@lru_cache(maxsize=_KEPT)
def load_modelo(modelo_id: UUID) -> Classificador:
    """Raises RecordNotFoundError, ModeloDanificadoError for files that are not those of its card."""
    modelos, settings = services().modelos_treinados, services().settings.bert
    modelo = modelos.get(modelo_id)
    return load_classificador(modelos.find_pasta(modelo), modelo.arquivos, threads=settings.threads)
