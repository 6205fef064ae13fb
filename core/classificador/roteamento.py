"""Which documents a model trained here answers alone, and what that saves. Pure.

A local model says how sure it is of each answer; below a threshold the document goes to Gemini. Over documents whose
category is known, each threshold has an accuracy and a cost of a thousand documents; people choose among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LIMIARES = tuple(step / 100 for step in (0, 50, 60, 70, 75, 80, 85, 90, 95, 97, 99, 100))
PREFIX = "local:"
"""Begins the name of a model trained here where a request names its model."""

_MIL = 1_000


class Destino(StrEnum):
    """Who answers a document."""

    LOCAL = "local"
    GEMINI = "gemini"


@dataclass(frozen=True)
class RotaDoLote:
    """A model trained here answers first; what it is less sure of than ``limiar`` (0 to 1) goes on to Gemini."""

    modelo: str
    limiar: float

    def choose_destino(self, certeza: float) -> Destino:
        """Who answers what the model trained here is so sure of."""
        return Destino.LOCAL if certeza >= self.limiar else Destino.GEMINI


@dataclass(frozen=True)
class CasoDaRota:
    """One document of known category: how sure the local model was, and which of the two was right."""

    probabilidade: float
    is_acerto_local: bool
    is_acerto_gemini: bool


@dataclass(frozen=True)
class Rota:
    """What a threshold brings: the share that stays here, the accuracy of both together, reais for a thousand."""

    limiar: float
    parcela_local: float
    acuracia: float
    custo_por_mil_brl: Decimal


def is_local(modelo: str) -> bool:
    """Whether the model of a request is one trained here."""
    return modelo.startswith(PREFIX)


def read_id(modelo: str) -> str:
    """Its id in the registry."""
    return modelo.removeprefix(PREFIX)


def list_rotas(
    casos: Sequence[CasoDaRota],
    *,
    local_por_mil_brl: Decimal,
    gemini_por_mil_brl: Decimal,
    limiares: Iterable[float] = LIMIARES,
) -> tuple[Rota, ...]:
    """One route for each threshold, from everything local to everything at Gemini.

    The local model reads every document, also those that go on to Gemini. Raises ValueError for no documents.
    """
    if not casos:
        raise ValueError("no documents to compare routes over")
    rotas = []
    for limiar in limiares:
        local = [caso.probabilidade >= limiar for caso in casos]
        right = sum(
            caso.is_acerto_local if is_local else caso.is_acerto_gemini
            for caso, is_local in zip(casos, local, strict=True)
        )
        parcela = sum(local) / len(casos)
        custo = local_por_mil_brl + gemini_por_mil_brl * (_MIL - round(parcela * _MIL)) / _MIL
        rotas.append(Rota(limiar, parcela, right / len(casos), custo))
    return tuple(rotas)


def find_rota(rotas: Sequence[Rota], limiar: float) -> Rota | None:
    """What was found out for this threshold."""
    return next((rota for rota in rotas if rota.limiar == limiar), None)


def measure_teste(teste: Sequence[tuple[float, bool]], limiar: float) -> tuple[float, float] | None:
    """Of texts with how sure a model was and whether it was right: the share it answers alone at this threshold, and
    how many of those are right (both 0 to 1). None for no texts."""
    if not teste:
        return None
    kept = [is_right for certeza, is_right in teste if certeza >= limiar]
    return len(kept) / len(teste), sum(kept) / len(kept) if kept else 1.0


def choose_rota(rotas: Sequence[Rota], *, acuracia_minima: float) -> Rota | None:
    """The cheapest that is accurate enough; of equal cost the more accurate. None when none is."""
    enough = [rota for rota in rotas if rota.acuracia >= acuracia_minima]
    return min(enough, key=lambda rota: (rota.custo_por_mil_brl, -rota.acuracia), default=None)
