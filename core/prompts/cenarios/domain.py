"""A saved scenario, what the library decides in it, and what an edit would change over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.prompts.domain import CategoriaDeDocumento, Modulo
from core.prompts.politicas.domain import DecisaoFinal, Politica
from core.prompts.regras import ValorDoFato


class Previsao(StrEnum):
    """What a person reads of a decision. MODELO: the module has no rule and the model chooses it."""

    SIM = "sim"
    NAO = "não"
    PERGUNTAR = "perguntar"
    MODELO = "o modelo decide"


@dataclass(frozen=True)
class Cenario:
    """A case as its values. A variable without a value is unknown; ``ausentes`` are categories without a document.

    ``versao`` counts the edits; 0 for one that is not stored yet.
    """

    slug: str
    versao: int
    nome: str
    grupo: str
    tipo_de_peca: str
    valores: Mapping[str, ValorDoFato]
    ausentes: tuple[str, ...] = ()
    nota: str = ""


@dataclass(frozen=True)
class Biblioteca:
    """What decides: the live one, or one with an edit that is not saved."""

    modulos: tuple[Modulo, ...]
    categorias: tuple[CategoriaDeDocumento, ...]
    politicas: tuple[Politica, ...]


@dataclass(frozen=True)
class PrevisaoDoModulo:
    """``decisao`` is None where the model decides."""

    modulo: Modulo
    previsao: Previsao
    decisao: DecisaoFinal | None = None


@dataclass(frozen=True)
class Mudanca:
    """A decision that an edit changes."""

    cenario: Cenario
    slug: str
    titulo: str
    antes: Previsao
    depois: Previsao


@dataclass(frozen=True)
class Raio:
    """The blast radius of an edit: what changes, of how many scenarios that it can reach."""

    mudancas: tuple[Mudanca, ...]
    total: int

    @property
    def afetados(self) -> int:
        """In how many scenarios something changes."""
        return len({mudanca.cenario.slug for mudanca in self.mudancas})
