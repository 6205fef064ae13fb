"""Tables of indices, regimes and court days: what one version holds, and what may be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from core.calculo.calendario.domain import ESTADO, LinhaDoCalendario, Portaria
from core.calculo.indices.domain import SerieMensal
from core.calculo.regimes.domain import Natureza, Regime

Versoes = Mapping[str, int]
"""Version by slug of each table that a calculation used."""


class Especie(StrEnum):
    """Kinds of tables. A slug is kind and name: ``indice:ipca``, ``regimes:servidor``, ``calendario:estado``."""

    INDICE = "indice"
    REGIMES = "regimes"
    CALENDARIO = "calendario"


def build_slug(especie: Especie, nome: str) -> str:
    return f"{especie}:{nome}"


def read_slug(slug: str) -> tuple[Especie, str]:
    """Kind and name. Raises ValueError for what is no slug of a table."""
    especie, _, nome = slug.partition(":")
    return Especie(especie), nome


@dataclass(frozen=True)
class TabelaDeRegimes:
    """The regimes of one kind of debt, oldest first."""

    natureza: Natureza
    regimes: tuple[Regime, ...]

    @property
    def slug(self) -> str:
        return build_slug(Especie.REGIMES, self.natureza.slug)


@dataclass(frozen=True)
class TabelaDeDias:
    """Rows of the whole State or of one district; ``portarias`` stand in the table of the State."""

    abrangencia: str
    linhas: tuple[LinhaDoCalendario, ...]
    portarias: tuple[Portaria, ...] = ()

    @property
    def slug(self) -> str:
        return build_slug(Especie.CALENDARIO, self.abrangencia)

    @property
    def is_estado(self) -> bool:
        return self.abrangencia == ESTADO


Conteudo = SerieMensal | TabelaDeRegimes | TabelaDeDias
T_co = TypeVar("T_co", bound=Conteudo, covariant=True)


@dataclass(frozen=True)
class Guardada(Generic[T_co]):
    """``conteudo`` as version ``versao`` has it, or made from that version and not stored yet; 0 before the first."""

    slug: str
    versao: int
    conteudo: T_co


@dataclass(frozen=True)
class VersaoDaTabela:
    """One entry of the history."""

    guardada: Guardada[Conteudo]
    autor: str
    motivo: str
    criada_em: datetime
    is_viva: bool
