"""Every way in which a creditor's calculation may differ, told apart by its cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.domain import Indice
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.comparacao import Causa, compare_com_credor
from core.calculo.motor.domain import Conta, Criterios, Pagamento, Parcela
from core.calculo.regimes.domain import Juros, merge_regimes
from core.calculo.regimes.tabela import list_regimes
from core.errors import InvalidCalculoError

TABELA = load_tabela()
NOSSA = Conta(
    (Parcela(date(2015, 3, 10), Decimal("1000")), Parcela(date(2015, 4, 10), Decimal("1000"))),
    Criterios(list_regimes("servidor"), date(2021, 6, 10), date(2016, 2, 5)),
)
REGIMES = NOSSA.criterios.regimes
IGP_M = tuple(replace(regime, correcao=Indice.IGP_M) if regime.correcao else regime for regime in REGIMES)
UM_POR_CENTO = tuple(replace(regime, juros=Juros(taxa=Decimal(1))) if regime.correcao else regime for regime in REGIMES)


def with_criterios(**changes: object) -> Conta:
    return replace(NOSSA, criterios=replace(NOSSA.criterios, **changes))


@pytest.mark.parametrize(
    ("do_credor", "causa"),
    [
        pytest.param(replace(NOSSA, parcelas=(*NOSSA.parcelas, NOSSA.parcelas[0])), Causa.BASE, id="parcela-twice"),
        pytest.param(with_criterios(juros_desde=date(2015, 3, 10)), Causa.PERIODO, id="interest-before-service"),
        pytest.param(with_criterios(regimes=IGP_M), Causa.INDICE, id="other-index"),
        pytest.param(with_criterios(regimes=UM_POR_CENTO), Causa.JUROS, id="other-interest"),
    ],
)
def test_one_cause_explains_the_whole_difference(do_credor: Conta, causa: Causa) -> None:
    total = calculate(do_credor, TABELA).total
    comparacao = compare_com_credor(NOSSA, do_credor, total, TABELA)
    assert {item.causa for item in comparacao.diferencas if item.valor} == {causa}
    assert comparacao.excesso == total - calculate(NOSSA, TABELA).total > 0


def test_wrong_sum_of_the_creditor_is_told_from_wrong_criteria() -> None:
    comparacao = compare_com_credor(NOSSA, NOSSA, calculate(NOSSA, TABELA).total + 70, TABELA)
    assert [(item.causa, item.valor) for item in comparacao.diferencas if item.valor] == [(Causa.ARITMETICA, 70)]


def test_causes_add_up_to_the_difference() -> None:
    paga = replace(NOSSA, pagamentos=(Pagamento(date(2018, 5, 2), Decimal(400)),))
    do_credor = replace(
        with_criterios(regimes=merge_regimes(IGP_M, UM_POR_CENTO), juros_desde=None), parcelas=NOSSA.parcelas * 2
    )
    comparacao = compare_com_credor(paga, do_credor, Decimal("9999.99"), TABELA)
    assert sum(item.valor for item in comparacao.diferencas) == comparacao.excesso
    assert comparacao.nosso_total == calculate(paga, TABELA).total
    assert all(item.valor for item in comparacao.diferencas)


@pytest.mark.parametrize(
    ("ate", "base"),
    [(date(2019, 6, 10), True), (date(2015, 4, 1), True), (date(2015, 3, 1), False)],
    ids=["payment-later", "parcela-later", "all-later"],
)
def test_what_comes_after_the_date_of_the_creditor_is_a_difference_of_dates(ate: date, base: bool) -> None:
    """We paid in 2020; the creditor's calculation, of one amount of February 2015, ends before."""
    paga = replace(NOSSA, pagamentos=(Pagamento(date(2020, 5, 4), Decimal(400)),))
    do_credor = Conta((Parcela(date(2015, 2, 10), Decimal(1000)),), replace(NOSSA.criterios, ate=ate, juros_desde=None))
    comparacao = compare_com_credor(paga, do_credor, calculate(do_credor, TABELA).total, TABELA)
    assert sum(item.valor for item in comparacao.diferencas) == comparacao.excesso
    depois = {item.causa: item.total_depois for item in comparacao.diferencas}
    assert (depois[Causa.BASE] > 0) is base
    assert comparacao.nosso_total == calculate(paga, TABELA).total


def test_merged_regimes_change_where_either_does() -> None:
    um = [regime for regime in list_regimes("servidor") if regime.correcao]
    outro = [regime for regime in list_regimes("previdenciaria") if regime.correcao]
    assert [(regime.de, regime.correcao, regime.juros.indice) for regime in merge_regimes(um, outro)] == [
        (date(2006, 12, 27), Indice.IPCA_E, None),
        (date(2009, 7, 1), Indice.IPCA_E, Indice.JUROS_DA_POUPANCA),
    ]


def test_negative_total_of_the_creditor_is_refused() -> None:
    with pytest.raises(InvalidCalculoError):
        compare_com_credor(NOSSA, NOSSA, Decimal(-1), TABELA)
