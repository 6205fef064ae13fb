"""Trained models as a job asks them: loaded in the process that its worker keeps for them, and not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from core.bert.domain import JanelaExplicada
from core.bert.modelos.domain import Modelo
from core.errors import ModeloDanificadoError
from jobs.model_keeper import KEEPER
from jobs.runtime import services

_KEPT = 2


@dataclass(frozen=True)
class ModeloServido:
    """Answers as ``core.bert.inference.Classificador`` does. Every question raises ModeloDanificadoError for files
    that are not those of the card."""

    modelo: Modelo
    pasta: str

    def classify(self, textos: Sequence[str]) -> list[dict[str, float]]:
        """The calibrated probability of each label, for each text in order."""
        answer: list[dict[str, float]] = self._ask(textos)
        return answer

    def explain(self, texto: str) -> tuple[JanelaExplicada, ...]:
        """What parts of the text would be by themselves."""
        return tuple(JanelaExplicada(**one) for one in self._ask([texto], is_explained=True))

    def _ask(self, textos: Sequence[str], *, is_explained: bool = False) -> Any:
        where = {"pasta": self.pasta, "arquivos": dict(self.modelo.arquivos)}
        reply = KEEPER.ask({**where, "textos": list(textos), "is_explained": is_explained})
        if "code" in reply:
            raise ModeloDanificadoError(f"files of {self.modelo.id}")
        return reply["answer"]


@lru_cache(maxsize=_KEPT)
def load_modelo(modelo_id: UUID) -> ModeloServido:
    """In memory when this returns, so that an answer takes its own time only. Raises RecordNotFoundError, and
    ModeloDanificadoError."""
    modelos = services().modelos_treinados
    modelo = modelos.get(modelo_id)
    served = ModeloServido(modelo, str(modelos.find_pasta(modelo)))
    served.classify([])
    return served
