"""Words of the office's own instruction in a draft: a document made the model tell what it was told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.infra.folding import fold

MIN_PALAVRAS = 12
"""So many in a row, in the instruction's order, are no coincidence in a piece of law."""

_PALAVRA = re.compile(r"\w+")

Sequencias = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Vazamento:
    """Characters ``inicio`` to ``fim`` of the draft that stand in the instruction, word by word."""

    inicio: int
    fim: int


def find_vazamentos(texto: str, instrucao: str) -> Iterator[Vazamento]:
    """Every run of at least MIN_PALAVRAS words of the instruction; case, accents and signs do not count."""
    plain = fold(texto)
    runs = list(_list_runs(_PALAVRA.findall(plain), *_list_sequencias(instrucao)))
    if not runs:
        return
    matches = list(_PALAVRA.finditer(plain))
    for first, last in runs:
        yield Vazamento(matches[first].start(), matches[last].end())


def _list_runs(words: Sequence[str], vocabulario: frozenset[str], known: Sequencias) -> Iterator[tuple[int, int]]:
    """First and last word of each run."""
    place, ending = 0, len(words) - MIN_PALAVRAS if known else -1
    while place <= ending:
        step = _count_foreign(words, place, vocabulario)
        if step or not _stands(words, place, known):
            place += step or 1
            continue
        end = place + 1
        while end <= ending and _stands(words, end, known):
            end += 1
        last = end + MIN_PALAVRAS - 2
        yield place, last
        place = last + 1


def _count_foreign(words: Sequence[str], place: int, vocabulario: frozenset[str]) -> int:
    """How far to go on: a word that the instruction has not makes all runs over it impossible; 0 without one."""
    for last in range(place + MIN_PALAVRAS - 1, place - 1, -1):
        if words[last] not in vocabulario:
            return last - place + 1
    return 0


def _stands(words: Sequence[str], place: int, known: Sequencias) -> bool:
    return tuple(words[place : place + MIN_PALAVRAS]) in known


@lru_cache(maxsize=32)
def _list_sequencias(instrucao: str) -> tuple[frozenset[str], Sequencias]:
    words = _PALAVRA.findall(fold(instrucao))
    runs = (tuple(words[place : place + MIN_PALAVRAS]) for place in range(len(words) - MIN_PALAVRAS + 1))
    return frozenset(words), frozenset(runs)
