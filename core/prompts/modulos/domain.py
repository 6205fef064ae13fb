"""The library as a list, its history and what may stand in a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.prompts.domain import GrupoDeModulos, ModoDeAtivacao, Modulo, TipoDeModulo, Variavel


@dataclass(frozen=True)
class FiltroDeModulos:
    """Empty fields do not filter. ``texto``: every word must stand somewhere, whatever its accents."""

    texto: str = ""
    grupo: str = ""
    subgrupo: str = ""
    secao: str = ""
    tipo: TipoDeModulo | None = None
    modo: ModoDeAtivacao | None = None
    assunto: str = ""
    tag: str = ""
    is_active: bool | None = None


@dataclass(frozen=True)
class VersaoDoModulo:
    """A module as it was after one publication. ``autor`` is a login."""

    modulo: Modulo
    autor: str
    motivo: str
    criada_em: datetime
    is_viva: bool


class OrdemDaLista(StrEnum):
    NA_PECA = ""
    TITULO = "titulo"
    RECENTE = "recente"


@dataclass(frozen=True)
class LinhaDaLista:
    """What the order of the list needs of a live version; ``id`` is that of the version."""

    id: int
    slug: str
    titulo: str
    grupo: str
    secao: str
    ordem: int
    criada_em: datetime


@dataclass(frozen=True)
class PaginaDeModulos:
    """``total`` counts what the filter lets through; ``pagina`` is the one shown, from 1 to ``paginas``."""

    itens: tuple[VersaoDoModulo, ...]
    total: int
    pagina: int
    paginas: int


@dataclass(frozen=True)
class Vocabulario:
    """What a module may refer to. ``tipos_de_peca``: label by slug."""

    variaveis: Mapping[str, Variavel]
    grupos: Mapping[str, GrupoDeModulos]
    tipos_de_peca: Mapping[str, str]


@dataclass(frozen=True)
class Problema:
    """Why something is refused, and where: ``lugar`` and ``motivo`` are what people read."""

    lugar: str
    motivo: str

    def __str__(self) -> str:
        return f"{self.lugar}: {self.motivo}"


@dataclass(frozen=True)
class Rotulos:
    """Names that are in use, for filters and suggestions."""

    subgrupos: tuple[str, ...] = ()
    assuntos: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    secoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Importacao:
    """A finished import. ``extras``: the unknown keys by place in the file."""

    autor: str
    motivo: str
    formato: str
    feita_em: datetime
    gravados: int
    extras: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
