"""Stretches of a month, their rates, and the ceiling that a regime may have."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from core.calculo.indices.domain import Indice, first_dia, number_mes, render_mes
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, PeriodoDaTaxa, Regime

_CEM = Decimal(100)
_UM = Decimal(1)
_MESES_DO_ANO = 12

LerIndice = Callable[[Indice, int], Decimal]
"""Percent of an index in a month; whoever reads is remembered as having used it."""


@dataclass(frozen=True)
class Trecho:
    """Days from ``de`` to ``ate`` (not included), all in one month."""

    de: date
    ate: date

    @property
    def mes(self) -> int:
        return number_mes(self.de)

    @property
    def dias(self) -> int:
        return (self.ate - self.de).days

    @property
    def dias_do_mes(self) -> int:
        return _count_dias(self.de.year, self.de.month)


@cache
def _count_dias(ano: int, mes: int) -> int:
    return monthrange(ano, mes)[1]


def list_trechos(de: date, ate: date) -> list[Trecho]:
    """The days from ``de`` to ``ate``, cut at each month's first day."""
    if de >= ate:
        return []
    inicios = [first_dia(mes) for mes in range(number_mes(de) + 1, number_mes(ate) + 1)]
    borders = [de, *(dia for dia in inicios if dia < ate), ate]
    return [Trecho(first, second) for first, second in pairwise(borders)]


def calculate_fator(percentual: Decimal, dias: int, dias_do_mes: int) -> Decimal:
    """Correction of part of a month: two parts of a month give what the whole month gives."""
    mensal = _UM + percentual / _CEM
    return mensal if dias == dias_do_mes else (_ln(mensal) * dias / dias_do_mes).exp()


@lru_cache(maxsize=4096)
def _ln(mensal: Decimal) -> Decimal:
    """Half the work of a power, and the same for every part of a month."""
    return mensal.ln()


def calculate_taxa(juros: Juros, percentual: Decimal, dias: int, dias_do_mes: int) -> Decimal:
    """Interest of part of a month on one unit of its base: in proportion when simple, as a power when compound."""
    if juros.capitalizacao is Capitalizacao.COMPOSTA:
        return calculate_fator(percentual, dias, dias_do_mes) - _UM
    taxa = percentual / _CEM
    return taxa if dias == dias_do_mes else taxa * dias / dias_do_mes


def get_percentual(juros: Juros, mes: int, ler: LerIndice) -> Decimal:
    """Percent of the month, from the series or from the fixed rate."""
    if juros.indice:
        return ler(juros.indice, mes)
    return juros.taxa / _MESES_DO_ANO if juros.periodo is PeriodoDaTaxa.ANO else juros.taxa


def describe_juros(juros: Juros) -> str:
    if juros.indice:
        return juros.indice.rotulo
    periodo = "ano" if juros.periodo is PeriodoDaTaxa.ANO else "mês"
    return f"{juros.taxa.normalize():f}% ao {periodo}".replace(".", ",")


def apply_tetos(regimes: Sequence[Regime], de: date, ate: date, ler: LerIndice) -> tuple[Regime, ...]:
    """Regimes with a ceiling become the ceiling's own simple sum where they would give more over the same period.

    EC 136/2025: IPCA and 2% a year, unless SELIC gives less from the first to the last day of the regime's use.
    """
    applied = []
    for regime, fim in zip(regimes, [*(regime.de for regime in regimes[1:]), ate], strict=True):
        teto = regime.teto
        trechos = list_trechos(max(regime.de, de), min(fim, ate))
        if teto is None or not trechos:
            applied.append(regime)
            continue
        limite = Juros(indice=teto, base=BaseDosJuros.CONSOLIDADO)
        maximo = sum((_rate(limite, trecho, ler) for trecho in trechos), Decimal(0))
        proprio = _sum_regime(regime, trechos, ler)
        applied.append(_limit(regime, limite, trechos) if proprio > maximo else regime)
    return tuple(applied)


def _limit(regime: Regime, limite: Juros, trechos: Sequence[Trecho]) -> Regime:
    periodo = f"{render_mes(trechos[0].mes)} a {render_mes(trechos[-1].mes)}"
    return replace(
        regime,
        correcao=None,
        correcao_antes_da_mora=None,
        juros=limite,
        fonte=f"{regime.fonte}; limite aplicado: de {periodo} a soma seria maior que a da {describe_juros(limite)}",
    )


def _sum_regime(regime: Regime, trechos: Sequence[Trecho], ler: LerIndice) -> Decimal:
    """What the regime adds to one unit over the stretches."""
    fator, taxa = _UM, Decimal(0)
    for trecho in trechos:
        if regime.correcao:
            fator *= calculate_fator(ler(regime.correcao, trecho.mes), trecho.dias, trecho.dias_do_mes)
        if regime.juros:
            taxa += _rate(regime.juros, trecho, ler)
    return fator * (_UM + taxa) - _UM


def _rate(juros: Juros, trecho: Trecho, ler: LerIndice) -> Decimal:
    return calculate_taxa(juros, get_percentual(juros, trecho.mes, ler), trecho.dias, trecho.dias_do_mes)
