"""Values that people set: what each may be, its versions, and what they say about money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Valor = int | float | bool | str | tuple[float, float]
"""As it is stored; two numbers are the price of what goes in and of what comes out."""


class AreaDoAjuste(StrEnum):
    """Where a value is looked for on the screen."""

    LIMITES = "limites"
    POR_MINUTO = "por_minuto"
    TETOS = "tetos"
    PRECOS = "precos"
    ORCAMENTOS = "orcamentos"
    MODELOS = "modelos"
    RECURSOS = "recursos"
    TEMPOS = "tempos"
    PRIVACIDADE = "privacidade"


class TipoDeAjuste(StrEnum):
    INTEIRO = "inteiro"
    NUMERO = "numero"
    REAIS = "reais"
    PRECO = "preco"
    MODELO = "modelo"
    LIGADO = "ligado"


@dataclass(frozen=True)
class Definicao:
    """One value that may be set. ``is_dated``: it counts from an instant that is named with it.

    ``minimo`` and ``maximo`` bound it; ``unidade`` is read after the number. ``alvos``, where they are known, are all
    that it may be set for.
    """

    nome: str
    area: AreaDoAjuste
    tipo: TipoDeAjuste
    titulo: str
    ajuda: str = ""
    unidade: str = ""
    minimo: float = 0
    maximo: float = 0
    is_dated: bool = False
    alvos: tuple[str, ...] | None = ("",)


@dataclass(frozen=True)
class Ajuste:
    """One immutable version. ``valor`` None gives the word back to what counted before people set anything.

    ``alvo`` is whom it is for, empty for all: a person's id, a unit, a model, an agent. ``desde`` is None for what
    counts at once.
    """

    nome: str
    alvo: str
    versao: int
    valor: Valor | None
    desde: datetime | None
    autor: str
    motivo: str
    criado_em: datetime


@dataclass(frozen=True)
class Mudanca:
    """What a person wants; ``versao`` is the newest version that was on the screen, 0 for none."""

    nome: str
    alvo: str
    versao: int
    valor: Valor | None
    motivo: str
    desde: datetime | None = None


@dataclass(frozen=True)
class Linha:
    """One value as it counts now. ``ajuste`` is the version that says so, None for the portal's own ``padrao``.

    ``versao`` is the newest of its name and target, which an edit must name.
    """

    definicao: Definicao
    alvo: str
    padrao: Valor | None
    versao: int
    ajuste: Ajuste | None = None

    @property
    def valor(self) -> Valor | None:
        return self.padrao if self.ajuste is None else self.ajuste.valor


@dataclass(frozen=True)
class Teto:
    """What a ``pessoa``, a ``unidade`` or all (``total``) spent in the last 24 hours, in R$; a limit of 0 is none."""

    especie: str
    alvo: str
    limite_brl: float
    gasto_brl: float


class SituacaoDoOrcamento(StrEnum):
    """How far the month's money is used: most of it from four fifths on."""

    DENTRO = "dentro"
    PERTO = "perto"
    ACIMA = "acima"


_PERTO = 0.8


@dataclass(frozen=True)
class Orcamento:
    """The money of a unit (empty: of all) in one month, in R$, and what of it was spent."""

    unidade: str
    limite_brl: float
    gasto_brl: float
    ajuste: Ajuste

    @property
    def parte(self) -> float:
        """1 is all of it."""
        return self.gasto_brl / self.limite_brl if self.limite_brl else 0.0

    @property
    def situacao(self) -> SituacaoDoOrcamento:
        if self.gasto_brl >= self.limite_brl:
            return SituacaoDoOrcamento.ACIMA
        return SituacaoDoOrcamento.PERTO if self.parte >= _PERTO else SituacaoDoOrcamento.DENTRO
