"""One text asked of a trained model, and what it answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.bert.domain import JanelaExplicada
from core.events import Estado

MAX_TEXTO = 200_000
"""Characters of a text to test; of a longer file its beginning is read."""

_JANELAS = 3


class Classificador(Protocol):
    """A trained model at work."""

    def classify(self, textos: Sequence[str]) -> list[dict[str, float]]:
        """The calibrated probability of each label, for each text in order."""
        ...

    def explain(self, texto: str) -> Sequence[JanelaExplicada]:
        """What parts of the text would be by themselves."""
        ...


@dataclass(frozen=True)
class ResultadoDaInferencia:
    """``probabilidades`` by label, the surest first; ``janelas`` are the parts that speak most for the first of them.

    ``segundos`` is what answering took, without loading. ``erro_mensagem`` says in words why there is no answer.
    """

    estado: Estado
    probabilidades: dict[str, float]
    janelas: tuple[JanelaExplicada, ...] = ()
    segundos: float = 0.0
    erro_codigo: str = ""
    erro_mensagem: str = ""

    @property
    def rotulo(self) -> str:
        """The answer; empty where there is none."""
        return next(iter(self.probabilidades), "")


@dataclass(frozen=True)
class Inferencia:
    """One test of one person. A pasted ``texto``, or the file ``nome`` with this content; None is still at work."""

    id: UUID
    usuario_id: int
    modelo_id: UUID
    pedida_em: datetime
    texto: str = ""
    nome: str = ""
    sha256: str = ""
    resultado: ResultadoDaInferencia | None = None


def choose_janelas(janelas: Sequence[JanelaExplicada], rotulo: str) -> tuple[JanelaExplicada, ...]:
    """The parts that speak most for the label, the strongest first."""
    by_weight = sorted(janelas, key=lambda janela: -janela.probabilidades.get(rotulo, 0.0))
    return tuple(by_weight[:_JANELAS])
