"""Datasets as people see them: where they come from, what their exam said, what they are trained on. Pure."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.bert.dados.domain import Amostra, Colunas, Relatorio
from core.events import Estado

MAX_NOME = 120
APAGADO = "apagado:"
"""What the key of a dataset begins with whose texts went away: by their time, or at the request of a party."""

PERCENTIS = tuple(range(0, 101, 2))
"""The lengths that are kept of a dataset: enough to say which share of its texts is longer than a window."""


class OrigemDoDataset(StrEnum):
    """Where the samples come from. ``label`` is what people read."""

    PLANILHA = "planilha"
    GABARITO = "gabarito"
    LOTE = "lote"

    @property
    def label(self) -> str:
        return {"planilha": "Planilha", "gabarito": "Gabarito", "lote": "Lote corrigido"}[self.value]


@dataclass(frozen=True)
class OrigemDisponivel:
    """A golden set or a corrected lot that a dataset can be made of; ``referencia`` names it for ``create_from``."""

    origem: OrigemDoDataset
    referencia: str
    nome: str
    total: int


@dataclass(frozen=True)
class Origens:
    """Where samples other than those of spreadsheets come from: what there is, and the samples of one by reference.

    ``mark_lote`` answers at once what changes with every correction of a lot; a version of a golden set never changes.
    """

    list_disponiveis: Callable[[], Sequence[OrigemDisponivel]]
    read_gabarito: Callable[[str], Iterable[Amostra]]
    read_lote: Callable[[str], Iterable[Amostra]]
    mark_lote: Callable[[str], str]


@dataclass(frozen=True)
class Exame:
    """What the exam found. ``palavras`` are the words of a text at each of PERCENTIS; ``sha256`` is of the samples."""

    colunas: Colunas | None
    relatorio: Relatorio
    palavras: tuple[int, ...]
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """``estado`` AGUARDANDO_VOCE: no two columns could serve, a person must choose them.

    ``sha256`` is of the file, or of what it was made of, then empty before the exam; ``primeiras`` are the first rows
    under ``cabecalho``. ``is_usado``: a training stands on it, and its columns change no more. ``is_apagado``: its
    texts went away, and nothing can be trained on it again.
    """

    id: UUID
    nome: str
    origem: OrigemDoDataset
    referencia: str
    sha256: str
    size_bytes: int
    usuario_id: int
    autor: str
    estado: Estado
    criado_em: datetime
    cabecalho: tuple[str, ...] = ()
    primeiras: tuple[tuple[str, ...], ...] = ()
    exame: Exame | None = None
    erro_codigo: str = ""
    erro_mensagem: str = ""
    is_usado: bool = False
    is_arquivado: bool = False
    is_apagado: bool = False

    @property
    def is_treinavel(self) -> bool:
        return self.estado is Estado.PRONTO and self.exame is not None and self.exame.relatorio.is_treinavel

    def share_above(self, palavras: int) -> float:
        """The share of the texts with more words than this, 0 to 1; 0 before the exam."""
        if self.exame is None or not self.exame.palavras:
            return 0.0
        return 1 - bisect_right(self.exame.palavras, palavras) / len(self.exame.palavras)


def hash_amostras(amostras: Iterable[Amostra]) -> str:
    """The name of what a training stands on: texts, labels, groups and given sides, in their order."""
    digest = hashlib.sha256()
    for amostra in amostras:
        given = (amostra.parte,) if amostra.parte else ()
        for part in (amostra.texto, amostra.rotulo, amostra.grupo, *given):
            encoded = part.encode("utf-8", errors="replace")
            digest.update(len(encoded).to_bytes(8, "big"))
            digest.update(encoded)
    return digest.hexdigest()
