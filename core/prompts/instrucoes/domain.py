"""An instruction's versions, the labels they carry and what was done with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.prompts.domain import Prompt, Subsistema


class RotuloDaInstrucao(StrEnum):
    """What a version is for: at most one version of an instruction has each label."""

    PRODUCAO = "producao"
    CANDIDATA = "candidata"


class AtoDaInstrucao(StrEnum):
    """What a person did with the labels."""

    PROMOVIDA = "promovida"
    REVERTIDA = "revertida"
    CANDIDATA = "candidata"
    RETIRADA = "retirada"


@dataclass(frozen=True)
class VersaoDaInstrucao:
    """One immutable version. ``autor`` is a login; without ``rotulos`` it is neither in use nor being tried."""

    prompt: Prompt
    autor: str
    motivo: str
    criada_em: datetime
    rotulos: frozenset[RotuloDaInstrucao] = frozenset()

    @property
    def is_producao(self) -> bool:
        return RotuloDaInstrucao.PRODUCAO in self.rotulos

    @property
    def is_candidata(self) -> bool:
        return RotuloDaInstrucao.CANDIDATA in self.rotulos


@dataclass(frozen=True)
class LinhaDaInstrucao:
    """One instruction in a list. ``versoes`` counts all; ``candidata`` is the number of the one being tried."""

    slug: str
    nome: str
    subsistema: Subsistema
    producao: int
    candidata: int | None
    versoes: int
    alterada_em: datetime


@dataclass(frozen=True)
class RegistroDoRotulo:
    """One act in the history of the labels. ``anterior`` had the label before, if any had."""

    ato: AtoDaInstrucao
    versao: int
    anterior: int | None
    autor: str
    motivo: str
    feito_em: datetime


@dataclass(frozen=True)
class DiferencaDeCategorias:
    """What a version did to the classifier's categories, by name."""

    entraram: tuple[str, ...] = ()
    sairam: tuple[str, ...] = ()
    mudaram: tuple[str, ...] = ()
