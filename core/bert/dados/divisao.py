"""The honest split: whole families on one side, every class on each side as far as it has families. Pure."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Parte(StrEnum):
    """``TESTE`` is looked at once, at the end."""

    TREINO = "treino"
    VALIDACAO = "validacao"
    TESTE = "teste"


FRACOES: Mapping[Parte, float] = {Parte.TREINO: 0.7, Parte.VALIDACAO: 0.15, Parte.TESTE: 0.15}


def split_familias(
    rotulos: Sequence[str], familias: Sequence[int], seed: int, fracoes: Mapping[Parte, float] = FRACOES
) -> tuple[Parte, ...]:
    """The side of each sample; the same arguments always give the same sides.

    The largest families go first, each to the side that lacks most of its labels, counted against what the side should
    have of each label; among equals to the one that lacks most samples.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for number, familia in enumerate(familias):
        members[familia].append(number)
    order = list(members.values())
    random.Random(seed).shuffle(order)  # noqa: S311 - a split is no secret
    order.sort(key=len, reverse=True)
    totals = Counter(rotulos)
    held: dict[Parte, Counter[str]] = {parte: Counter() for parte in fracoes}
    sides: dict[int, Parte] = {}
    for numbers in order:
        own = Counter(rotulos[number] for number in numbers)
        parte = max(fracoes, key=lambda one: _weigh(own, held[one], totals, fracoes[one]))
        held[parte].update(own)
        sides.update(dict.fromkeys(numbers, parte))
    return tuple(sides[number] for number in range(len(rotulos)))


def split_dadas(
    rotulos: Sequence[str], familias: Sequence[int], dadas: Sequence[Parte | None], seed: int
) -> tuple[Parte, ...]:
    """The sides that the file names. A family that it puts on several is trained on, as is one that it does not name;
    a side that nothing stands on is drawn from what is trained on."""
    if not any(dadas):
        return split_familias(rotulos, familias, seed)
    named: dict[int, set[Parte]] = defaultdict(set)
    for familia, parte in zip(familias, dadas, strict=True):
        named[familia] |= {parte} if parte else set()
    sides = [next(iter(named[one])) if len(named[one]) == 1 else Parte.TREINO for one in familias]
    missing = [parte for parte in Parte if parte not in sides]
    if missing:
        places = [number for number, parte in enumerate(sides) if parte is Parte.TREINO]
        fracoes = {parte: FRACOES[parte] for parte in (Parte.TREINO, *missing)}
        drawn = split_familias([rotulos[n] for n in places], [familias[n] for n in places], seed, fracoes)
        for number, parte in zip(places, drawn, strict=True):
            sides[number] = parte
    return tuple(sides)


def _weigh(own: Counter[str], held: Counter[str], totals: Counter[str], fracao: float) -> tuple[float, float]:
    """How much of what the side should have is missing: of these labels, and of all samples."""
    labels = [1 - held[label] / (fracao * totals[label]) for label in own]
    return round(sum(labels) / len(labels), 9), 1 - held.total() / (fracao * totals.total())
