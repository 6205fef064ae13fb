"""What a search of modules answers, and how its two lists become one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from core.prompts.domain import Modulo

_K = 60
"""Constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): the larger, the less the first places
weigh."""

T = TypeVar("T", bound=Hashable)


class Correspondencia(StrEnum):
    """How a module was found."""

    PALAVRA = "palavra"
    SENTIDO = "sentido"


@dataclass(frozen=True)
class Trecho:
    """A short piece of a module's text on one line; ``destaques`` are the (start, end) of the words looked for."""

    texto: str
    destaques: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Achado:
    modulo: Modulo
    correspondencias: frozenset[Correspondencia]
    trecho: Trecho


@dataclass(frozen=True)
class ResultadoDaBusca:
    """Best first. ``avisos`` are for the person: what was left out of the search, and why.

    ``sem_sentido`` counts the modules that the search by meaning does not cover yet.
    """

    achados: tuple[Achado, ...] = ()
    avisos: tuple[str, ...] = ()
    sem_sentido: int = 0


def fuse_ranks(*lists: Sequence[T]) -> tuple[T, ...]:
    """One list of all that is in any, best first: each place earns 1 / (60 + place), and equal sums keep their order.

    What is in two lists goes before what is at the same places in one.
    """
    scores: dict[T, float] = {}
    for ranked in lists:
        for place, item in enumerate(dict.fromkeys(ranked), start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (_K + place)
    return tuple(sorted(scores, key=lambda item: -scores[item]))
