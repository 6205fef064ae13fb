"""Our calculation beside the creditor's: how much of the difference each cause explains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core.calculo.entrada import require_positive
from core.calculo.indices.domain import TabelaDeIndices
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import Conta, Criterios
from core.calculo.regimes.domain import merge_regimes


class Causa(StrEnum):
    """In the order in which the creditor's figures are exchanged for ours."""

    ARITMETICA = "Soma do credor"
    BASE = "Base"
    PERIODO = "Período"
    INDICE = "Índice"
    JUROS = "Juros"


@dataclass(frozen=True)
class Diferenca:
    """How far the creditor's total falls when this one thing is put right: positive means asked too much."""

    causa: Causa
    valor: Decimal
    total_depois: Decimal


@dataclass(frozen=True)
class Comparacao:
    """``diferencas`` add up to ``total_do_credor`` - ``nosso_total``, to the cent."""

    total_do_credor: Decimal
    nosso_total: Decimal
    diferencas: tuple[Diferenca, ...]

    @property
    def excesso(self) -> Decimal:
        return self.total_do_credor - self.nosso_total


def compare_com_credor(nossa: Conta, do_credor: Conta, total_do_credor: Decimal, tabela: TabelaDeIndices) -> Comparacao:
    """``do_credor`` is the creditor's calculation by the creditor's own criteria; ``total_do_credor`` what was asked.

    The causes are exchanged one after the other: first what the creditor's own criteria do not give (arithmetic), then
    amounts, dates, correction, interest. What two causes do together falls to the later one. Raises what ``calculate``
    raises.
    """
    require_positive(total_do_credor, "total pedido pelo credor")
    totais = {Causa.ARITMETICA: calculate(do_credor, tabela).total}
    totais[Causa.BASE] = _calculate_base(nossa, do_credor.criterios, tabela)
    periodo = _exchange_periodo(nossa.criterios, do_credor.criterios)
    totais[Causa.PERIODO] = calculate(replace(nossa, criterios=periodo), tabela).total
    indice = replace(periodo, regimes=merge_regimes(nossa.criterios.regimes, periodo.regimes))
    totais[Causa.INDICE] = calculate(replace(nossa, criterios=indice), tabela).total
    totais[Causa.JUROS] = calculate(nossa, tabela).total
    diferencas, antes = [], total_do_credor
    for causa, depois in totais.items():
        diferencas.append(Diferenca(causa, antes - depois, depois))
        antes = depois
    return Comparacao(total_do_credor, totais[Causa.JUROS], tuple(diferencas))


def _calculate_base(nossa: Conta, criterios: Criterios, tabela: TabelaDeIndices) -> Decimal:
    """Our amounts as far as the creditor's date reaches; what comes later is a difference of dates."""
    parcelas = tuple(one for one in nossa.parcelas if one.vencimento <= criterios.ate)
    if not parcelas:
        return Decimal(0)
    pagamentos = tuple(one for one in nossa.pagamentos if one.data <= criterios.ate)
    return calculate(Conta(parcelas, criterios, pagamentos, nossa.acrescimos), tabela).total


def _exchange_periodo(nossos: Criterios, do_credor: Criterios) -> Criterios:
    return replace(do_credor, ate=nossos.ate, juros_desde=nossos.juros_desde, contagem=nossos.contagem)
