"""Rows of the table of regimes, and how two of them are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from core.calculo.indices.domain import Indice
from core.errors import IndiceNotFoundError


class PeriodoDaTaxa(StrEnum):
    MES = "mes"
    ANO = "ano"


class Capitalizacao(StrEnum):
    SIMPLES = "simples"
    COMPOSTA = "composta"


class BaseDosJuros(StrEnum):
    """What interest runs on: the corrected principal, or what was due in all when the regime began."""

    PRINCIPAL = "principal"
    CONSOLIDADO = "consolidado"


@dataclass(frozen=True)
class Juros:
    """A monthly series, or a fixed rate: ``taxa`` in percent of ``periodo``.

    ``is_lei_9250``: runs from the month after the due date, and the month of the final date counts 1% instead of its
    own rate (Lei 9.250/1995, art. 39, § 4º).
    """

    indice: Indice | None = None
    taxa: Decimal = Decimal(0)
    periodo: PeriodoDaTaxa = PeriodoDaTaxa.MES
    capitalizacao: Capitalizacao = Capitalizacao.SIMPLES
    base: BaseDosJuros = BaseDosJuros.PRINCIPAL
    is_lei_9250: bool = False


@dataclass(frozen=True)
class Regime:
    """What counts from ``vigencia`` on, until the next row of the same kind of debt.

    ``is_mes_inteiro``: the month of ``vigencia`` belongs to this row from its first day. Without ``correcao`` a series
    of interest stands for correction too and runs from the due date, unless ``correcao_antes_da_mora`` says what
    corrects until interest begins. ``teto``: series whose simple sum is the most that the whole regime may give.
    """

    natureza: str
    vigencia: date
    correcao: Indice | None
    juros: Juros | None
    fonte: str
    is_mes_inteiro: bool = False
    correcao_antes_da_mora: Indice | None = None
    teto: Indice | None = None
    aviso: str = ""

    @cached_property
    def de(self) -> date:
        """The first day that is calculated by this row."""
        return self.vigencia.replace(day=1) if self.is_mes_inteiro else self.vigencia

    @cached_property
    def is_unificado(self) -> bool:
        """One rate for correction and interest, from the due date on."""
        return not self.correcao and not self.correcao_antes_da_mora and bool(self.juros and self.juros.indice)

    def continues(self, other: Regime | None) -> bool:
        """The same rates as ``other``: only the law behind them is new, and nothing is consolidated again."""
        return other is not None and _describe_taxas(self) == _describe_taxas(other)


def _describe_taxas(regime: Regime) -> tuple[object, ...]:
    juros = regime.juros
    rates = (juros.indice, juros.taxa, juros.periodo, juros.capitalizacao, juros.base) if juros else None
    return regime.correcao, regime.correcao_antes_da_mora, rates


@dataclass(frozen=True)
class Natureza:
    """A kind of debt: ``slug`` as the rows have it, ``nome`` as people read it."""

    slug: str
    nome: str


def find_regime(regimes: Sequence[Regime], dia: date) -> Regime:
    """The row that counts on ``dia``, of rows in the order of their dates.

    Raises IndiceNotFoundError naming the day when the table begins later.
    """
    for regime in reversed(regimes):
        if regime.de <= dia:
            return regime
    raise IndiceNotFoundError(
        user_message=f"A tabela de regimes não diz o que vale em {dia:%d/%m/%Y} para esta dívida. "
        "Nada foi calculado; informe o regime do título ou complete a tabela."
    )


def merge_regimes(correcao: Sequence[Regime], juros: Sequence[Regime]) -> tuple[Regime, ...]:
    """Correction of one list with the interest of the other, cut where either changes."""
    first = max(min(regime.de for regime in correcao), min(regime.de for regime in juros))
    borders = sorted({first} | {regime.de for regime in (*correcao, *juros) if regime.de > first})
    return tuple(
        replace(find_regime(correcao, dia), vigencia=dia, is_mes_inteiro=False, juros=find_regime(juros, dia).juros)
        for dia in borders
    )
