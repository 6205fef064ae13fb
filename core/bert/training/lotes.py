"""Batches of texts of like length, the same ones again from the same seed and epoch. Needs numpy only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.bert.training.textos import Pecas

Places = npt.NDArray[np.int64]

_POOL, _POOLS = 50, 4
"""Batches' worth of texts that are sorted together: padding is a few per cent then, and batches are still random.

An epoch has four such pools at least: in few texts sorted as a whole a batch has one length and, where length follows
the label, one label, and nothing is learned from it.
"""


@dataclass(frozen=True)
class Bloco:
    """Windows of some texts in one rectangle. ``media[t, j]``: the weight of window j in the answer of text t."""

    pecas: npt.NDArray[np.int64]
    mascara: npt.NDArray[np.bool_]
    media: npt.NDArray[np.float32]

    @property
    def is_full(self) -> bool:
        return bool(self.mascara.all())


def list_lotes(tamanhos: Sequence[int], lote: int, *, seed: int, epoca: int) -> list[Places]:
    """The places of the texts of each batch of one epoch, every text once."""
    chance = np.random.default_rng((seed, epoca))
    sizes = np.asarray(tamanhos)
    order = chance.permutation(len(sizes))
    most = lote * max(1, min(_POOL, len(order) // lote // _POOLS))
    pools = (order[start : start + most] for start in range(0, len(order), most))
    batches = [
        pool[start : start + lote]
        for pool in (pool[np.argsort(sizes[pool], kind="stable")] for pool in pools)
        for start in range(0, len(pool), lote)
    ]
    return [batches[number] for number in chance.permutation(len(batches))]


def iterate_by_size(tamanhos: Sequence[int], most: int) -> Iterator[Places]:
    """Every text once, shortest first, as many together as fill ``most`` pieces, but at least one."""
    sizes = np.asarray(tamanhos)
    order = np.argsort(sizes, kind="stable")
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * sizes[order[end]] <= most:
            end += 1
        yield order[start:end]
        start = end


def build_bloco(textos: Sequence[Sequence[Pecas]], preenchimento: int) -> Bloco:
    """``textos`` are the windows of each text."""
    janelas = [janela for texto in textos for janela in texto]
    width = max(map(len, janelas))
    pecas = np.full((len(janelas), width), preenchimento, dtype=np.int64)
    mascara = np.zeros((len(janelas), width), dtype=np.bool_)
    for place, janela in enumerate(janelas):
        pecas[place, : len(janela)] = janela
        mascara[place, : len(janela)] = True
    media = np.zeros((len(textos), len(janelas)), dtype=np.float32)
    place = 0
    for number, texto in enumerate(textos):
        media[number, place : place + len(texto)] = 1 / len(texto)
        place += len(texto)
    return Bloco(pecas, mascara, media)
