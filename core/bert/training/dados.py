"""The samples of a run as it sees them: cleaned, split honestly, with the places of their labels."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.bert.dados.divisao import Parte, split_dadas
from core.bert.dados.domain import Amostra
from core.bert.dados.qualidade import clean_amostras
from core.bert.dados.quase_iguais import find_familias, join_groups
from core.bert.domain import PlanoDeTreino
from core.bert.medidas import Places
from core.bert.training.linear import Textos
from core.errors import TreinoImpossivelError

_MIN_ROTULOS = 2


@dataclass(frozen=True)
class Lado:
    """One side of the split."""

    amostras: tuple[Amostra, ...]
    verdade: Places
    familias: tuple[int, ...]

    @property
    def textos(self) -> Textos:
        return Textos([amostra.texto for amostra in self.amostras], self.verdade)


@dataclass(frozen=True)
class Dados:
    rotulos: tuple[str, ...]
    lados: dict[Parte, Lado]
    sha256: str


def prepare(plano: PlanoDeTreino, check: Callable[[], None]) -> Dados:
    """``check`` is called again and again, and may raise. Raises TreinoImpossivelError where nothing can be learned
    and measured."""
    amostras = clean_amostras(plano.amostras)
    rotulos = tuple(sorted({amostra.rotulo for amostra in amostras}))
    alike = find_familias([amostra.texto for amostra in amostras], check)
    familias = join_groups(alike, [amostra.grupo for amostra in amostras])
    partes = _split(amostras, familias, plano.configuracao.seed)
    lados = {parte: _collect(amostras, familias, rotulos, [one is parte for one in partes]) for parte in Parte}
    if any(not lado.amostras for lado in lados.values()):
        raise TreinoImpossivelError("a side of the split is empty")
    if len(set(lados[Parte.TREINO].verdade.tolist())) < _MIN_ROTULOS:
        raise TreinoImpossivelError("one label on the training side")
    return Dados(rotulos, lados, hash_amostras(amostras))


def hash_amostras(amostras: Sequence[Amostra]) -> str:
    digest = hashlib.sha256()
    for amostra in amostras:
        parte = f"\x00{amostra.parte}" if amostra.parte else ""
        digest.update(f"{amostra.linha}\x00{amostra.texto}\x00{amostra.rotulo}\x00{amostra.grupo}{parte}\n".encode())
    return digest.hexdigest()


def _split(amostras: Sequence[Amostra], familias: Sequence[int], seed: int) -> list[Parte]:
    """Honest; families of a label that would be measured without having been seen go to the training side."""
    dadas = [Parte(amostra.parte) if amostra.parte else None for amostra in amostras]
    partes = list(split_dadas([amostra.rotulo for amostra in amostras], familias, dadas, seed))
    seen = Counter(amostra.rotulo for amostra, parte in zip(amostras, partes, strict=True) if parte is Parte.TREINO)
    moved = {familia for amostra, familia in zip(amostras, familias, strict=True) if not seen[amostra.rotulo]}
    return [Parte.TREINO if familia in moved else parte for familia, parte in zip(familias, partes, strict=True)]


def _collect(
    amostras: Sequence[Amostra], familias: Sequence[int], rotulos: Sequence[str], chosen: Sequence[bool]
) -> Lado:
    places = {rotulo: place for place, rotulo in enumerate(rotulos)}
    kept = [number for number, is_here in enumerate(chosen) if is_here]
    return Lado(
        tuple(amostras[number] for number in kept),
        np.array([places[amostras[number].rotulo] for number in kept], dtype=np.int64),
        tuple(familias[number] for number in kept),
    )
