"""Which documents a model trained here answers alone, and what that saves. Pure.

A local model says how sure it is of each answer; below a threshold the document goes to Gemini. Over documents whose
category is known, each threshold has an accuracy and a cost of a thousand documents; people choose among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

LIMIARES = tuple(step / 100 for step in (0, 50, 60, 70, 75, 80, 85, 90, 95, 97, 99, 100))
_MIL = 1_000


class ModeloLocal(Protocol):
    """A classifier that runs in the office. ``custo_por_mil_brl``: reais for a thousand documents."""

    @property
    def nome(self) -> str: ...

    @property
    def custo_por_mil_brl(self) -> Decimal: ...

    def classify(self, textos: Sequence[str]) -> Sequence[Mapping[str, float]]:
        """The probability of each category by its slug, for each text in order."""
        ...


class Destino(StrEnum):
    LOCAL = "local"
    GEMINI = "gemini"


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


def choose_destino(probabilidades: Mapping[str, float], limiar: float) -> tuple[Destino, str]:
    """Who answers, and the local model's own answer. Raises ValueError for no probabilities."""
    categoria = max(sorted(probabilidades), key=lambda slug: probabilidades[slug])
    return (Destino.LOCAL if probabilidades[categoria] >= limiar else Destino.GEMINI), categoria


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


def choose_rota(rotas: Sequence[Rota], *, acuracia_minima: float) -> Rota | None:
    """The cheapest that is accurate enough; of equal cost the more accurate. None when none is."""
    enough = [rota for rota in rotas if rota.acuracia >= acuracia_minima]
    return min(enough, key=lambda rota: (rota.custo_por_mil_brl, -rota.acuracia), default=None)
