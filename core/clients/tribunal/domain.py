"""What a court answers, in words of the law, whatever system it runs (SAJ by MNI 2.2.2, eproc by MNI 3.0)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

SEGUNDA_INSTANCIA = "999"
"""The ``competencia`` that TJMS gives to cases of the tribunal itself."""


class Sistema(StrEnum):
    """The court's system that holds a case: places in it are folhas in SAJ, eventos in eproc."""

    SAJ = "saj"
    EPROC = "eproc"


@dataclass(frozen=True)
class Parte:
    """One party. ``polo`` is AT (active), PA (passive) or another code of the court.

    ``outros`` are the fields that the portal has no name for; they do not make a party another one.
    """

    polo: str
    nome: str
    tipo_pessoa: str = ""
    documento: str = ""
    has_justica_gratuita: bool = False
    advogados: tuple[str, ...] = ()
    outros: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Movimento:
    """One movement. ``codigo`` is the national code, or the court's own when there is none.

    ``evento`` is its number in eproc. ``outros`` are the fields that the portal has no name for; they do not make a
    movement another one.
    """

    codigo: int | None
    descricao: str
    data_hora: datetime | None
    complementos: tuple[str, ...] = ()
    id_documento: str = ""
    evento: int | None = None
    outros: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Documento:
    """A file in the court's record, without its content. ``tipo`` is the court's own document code.

    ``partes`` are the ids, in order, when the court split one document into several. ``evento`` and ``rotulo`` are its
    place in eproc (``12`` and ``LAUDO3``). ``outros`` are the fields that the portal has no name for.
    """

    id_documento: str
    tipo: int | None
    descricao: str
    data_hora: datetime | None
    mimetype: str = ""
    nivel_sigilo: int = 0
    movimento: int | None = None
    partes: tuple[str, ...] = ()
    evento: int | None = None
    rotulo: str = ""
    outros: tuple[tuple[str, str], ...] = ()

    @property
    def ids_das_partes(self) -> tuple[str, ...]:
        """The ids to download, in order; one unless the court split the document."""
        return self.partes or (self.id_documento,)


@dataclass(frozen=True)
class ProcessoVinculado:
    """A linked case; ``tipo`` OR is the origin case."""

    numero_cnj: str
    tipo: str


@dataclass(frozen=True)
class Processo:
    """The header of a lawsuit as the court gives it. ``valor_causa_centavos`` is None when absent."""

    numero_cnj: str
    classe: int | None
    competencia: str
    data_ajuizamento: datetime | None
    nivel_sigilo: int
    valor_causa_centavos: int | None
    orgao_julgador: str
    partes: tuple[Parte, ...] = ()
    assuntos: tuple[int, ...] = ()
    vinculados: tuple[ProcessoVinculado, ...] = ()
    movimentos: tuple[Movimento, ...] = ()
    documentos: tuple[Documento, ...] = ()
    outros: dict[str, str] = field(default_factory=dict)
    sistema: Sistema = Sistema.SAJ

    @property
    def is_segunda_instancia(self) -> bool:
        return self.competencia == SEGUNDA_INSTANCIA

    @property
    def ajuizado_em(self) -> date | None:
        return self.data_ajuizamento.date() if self.data_ajuizamento else None

    def polo(self, codigo: str) -> tuple[Parte, ...]:
        return tuple(parte for parte in self.partes if parte.polo == codigo)


@dataclass(frozen=True)
class ConteudoBaixado:
    """The content of one document, in a temporary file that the caller owns and deletes."""

    id_documento: str
    path: Path
    size_bytes: int
    sha256: str
    mimetype: str


@dataclass(frozen=True)
class Alteracao:
    """Hashes that the court keeps of a case; one that differs says that this part of the case changed."""

    cabecalho: str
    movimentacoes: str
    documentos: str


class Tribunal(Protocol):
    """A court's system. All methods raise the Tribunal* and Processo* errors of ``core.errors``."""

    def fetch_processo(self, numero_cnj: str) -> Processo:
        """Header, movements and list of documents of one case (20 bare digits)."""
        ...

    def fetch_conteudos(self, numero_cnj: str, ids: tuple[str, ...], folder: Path) -> tuple[ConteudoBaixado, ...]:
        """Download up to one batch of documents into ``folder``; a document the court does not deliver is left out.

        Raises DocumentoNotFoundError when the court refuses several because of one, without a word on the others.
        """
        ...

    def fetch_alteracao(self, numero_cnj: str) -> Alteracao | None:
        """The hashes of a case, for less than the case costs; None where the court does not answer with them."""
        ...
