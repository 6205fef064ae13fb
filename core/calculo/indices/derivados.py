"""Series that a law or a resolution makes from other series of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.calculo.indices.domain import Indice, TabelaDeIndices

_CEM, _UM = Decimal(100), Decimal(1)
_MEIO_POR_CENTO = Decimal("1.005")
_CASAS = Decimal("0.0001")


@dataclass(frozen=True)
class Derivacao:
    """``calculate`` takes the percents of ``de`` in one month, in their order; ``regra`` is its source."""

    de: tuple[Indice, ...]
    regra: str
    calculate: Callable[..., Decimal]


@dataclass(frozen=True)
class MesDerivado:
    """``is_provisorio``: a value that it was made from is still to be compared with its publisher."""

    mes: int
    valor: Decimal
    is_provisorio: bool


def list_derivados(indice: Indice, tabela: TabelaDeIndices) -> tuple[MesDerivado, ...]:
    """Months after the last one of the series whose sources are all in the table; none for a series of its own."""
    derivacao = DERIVACOES.get(indice)
    serie = tabela.series.get(indice)
    if derivacao is None or serie is None:
        return ()
    fontes = [tabela.series[de] for de in derivacao.de if de in tabela.series]
    if len(fontes) < len(derivacao.de):
        return ()
    last = min(max(fonte.valores) for fonte in fontes)
    return tuple(
        MesDerivado(
            mes,
            derivacao.calculate(*(fonte.valores[mes] for fonte in fontes)),
            any(mes in fonte.provisorios for fonte in fontes),
        )
        for mes in range(max(serie.valores) + 1, last + 1)
    )


def _add_meio_por_cento(tr: Decimal) -> Decimal:
    return _to_percentual((_UM + tr / _CEM) * _MEIO_POR_CENTO)


def _take_tr(poupanca: Decimal, tr: Decimal) -> Decimal:
    return _to_percentual((_UM + poupanca / _CEM) / (_UM + tr / _CEM))


def _to_percentual(fator: Decimal) -> Decimal:
    return ((fator - _UM) * _CEM).quantize(_CASAS, ROUND_HALF_UP)


def _keep(valor: Decimal) -> Decimal:
    return valor


DERIVACOES = {
    Indice.IPCA_E: Derivacao((Indice.IPCA_15,), "Desde 05/2000 o IPCA-E do mês é o IPCA-15", _keep),
    Indice.POUPANCA_ANTIGA: Derivacao(
        (Indice.TR,), "(1 + TR) x 1,005 - 1 (Lei 8.177/1991, art. 12)", _add_meio_por_cento
    ),
    Indice.JUROS_DA_POUPANCA: Derivacao(
        (Indice.POUPANCA, Indice.TR), "(1 + poupança) / (1 + TR) - 1, com 4 casas (Lei 12.703/2012)", _take_tr
    ),
}
