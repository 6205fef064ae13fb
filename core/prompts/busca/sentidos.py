"""The vectors of the library in the memory of one process, compared with that of a question by numpy.

PostgreSQL keeps them; here they are read again when the library or the vectors changed, those known not twice. What is
found is asked for again by whoever searches, so a version that went meanwhile is not shown.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from core.prompts.busca.repository import BuscaRepository, Filtro, ModuloVivo
from core.prompts.domain import GRUPO_GERAL, TipoDeModulo

Vetor = npt.NDArray[np.float32]

_MAX_MASCARAS = 200
_FEW = 10
"""In so small a library nothing stands out by its numbers: all of it is ranked."""


@dataclass(frozen=True)
class _Estante:
    """One reading of the library: row ``i`` of ``matriz`` is the vector of ``modulos[i]``.

    ``mascaras`` are the rows that a filter wants, once somebody asked with it.
    """

    revision: tuple[int, ...]
    modulos: tuple[ModuloVivo, ...]
    matriz: Vetor
    vetores: Mapping[str, Vetor]
    sem_vetor: int
    mascaras: dict[Filtro, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def find_mascara(self, filtro: Filtro) -> npt.NDArray[np.bool_]:
        mascara = self.mascaras.get(filtro)
        if mascara is None:
            mascara = np.fromiter((_is_wanted(m, filtro) for m in self.modulos), bool, len(self.modulos))
            if len(self.mascaras) < _MAX_MASCARAS:
                self.mascaras[filtro] = mascara
        return mascara


class Sentidos:
    """One object per process; threads share it. ``modelo`` names the model and the size of its vectors."""

    def __init__(self, repository: BuscaRepository, modelo: str, dimensao: int) -> None:
        self._repository = repository
        self._modelo = modelo
        self._lock = threading.Lock()
        self._estante = _Estante((), (), np.zeros((0, dimensao), np.float32), {}, 0)

    def rank(self, consulta: Vetor, filtro: Filtro, limit: int) -> tuple[tuple[int, ...], int]:
        """Ids of the live versions nearest to the question, best first, and how many modules have no vector yet."""
        estante = self._refresh()
        wanted = estante.find_mascara(filtro)
        scores = np.einsum("ij,j->i", estante.matriz, consulta)  # "@" starts threads, which cost more than they save
        scores[~wanted] = -np.inf
        best = np.argsort(-scores, kind="stable")[:limit]
        enough = _find_threshold(scores[wanted])
        return tuple(estante.modulos[i].id for i in best if wanted[i] and scores[i] >= enough), estante.sem_vetor

    def _refresh(self) -> _Estante:
        revision = self._repository.read_revision()
        if self._estante.revision == revision:
            return self._estante
        with self._lock:
            if self._estante.revision != revision:
                self._estante = self._read(revision)
            return self._estante

    def _read(self, revision: tuple[int, ...]) -> _Estante:
        vivos = self._repository.list_vivos()
        known = {m.conteudo_md5: self._estante.vetores.get(m.conteudo_md5) for m in vivos}
        missing = [md5 for md5, vetor in known.items() if vetor is None]
        stored = self._repository.list_vetores(self._modelo, missing)
        vetores = {md5: vetor for md5, vetor in known.items() if vetor is not None}
        vetores |= {md5: unpack_vetor(packed) for md5, packed in stored.items()}
        modulos = tuple(m for m in vivos if m.conteudo_md5 in vetores)
        rows = [vetores[m.conteudo_md5] for m in modulos]
        matriz = np.stack(rows) if rows else self._estante.matriz[:0]
        return _Estante(revision, modulos, matriz, vetores, len(vivos) - len(modulos))


def build_vetor(numbers: Any) -> Vetor:
    """The vector brought to length 1: the product of two of them is then the cosine of their angle."""
    vetor = np.asarray(numbers, dtype=np.float32)
    norm = float(np.linalg.norm(vetor))
    return vetor / np.float32(norm) if norm else vetor


def pack_vetor(vetor: Vetor) -> bytes:
    return vetor.astype("<f4").tobytes()


def unpack_vetor(packed: bytes) -> Vetor:
    return np.frombuffer(packed, dtype="<f4").astype(np.float32)


def _is_wanted(modulo: ModuloVivo, filtro: Filtro) -> bool:
    if filtro.grupo and modulo.grupo not in (filtro.grupo, GRUPO_GERAL):
        return False
    if not filtro.tipo_de_peca:
        return True
    serves = not modulo.tipos_de_peca or filtro.tipo_de_peca in modulo.tipos_de_peca
    return serves and modulo.tipo == TipoDeModulo.CONTEUDO


def _find_threshold(scores: Vetor) -> float:
    """What stands out from the library: above its mean by one deviation. Each model has a scale of its own."""
    if len(scores) < _FEW:
        return 0.0
    return float(scores.mean() + scores.std())
