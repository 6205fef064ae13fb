"""From fields to the conta: the title until EC 113/2021, SELIC afterwards, and nothing that nobody confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.domain import Indice
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.comparacao import Causa
from core.calculo.motor.domain import BaseDoAcrescimo, Conta, ContagemDoTempo, Imputacao, TipoDeAcrescimo
from core.calculo.pedido.campos import DESDE_VENCIMENTO, NomeDoCampo
from core.calculo.pedido.confronto import compare_pedido
from core.calculo.pedido.domain import EstadoDoCampo
from core.calculo.pedido.escrita import write_valor
from core.calculo.pedido.montagem import build_conta, build_conta_do_credor
from core.calculo.regimes.domain import find_regime
from core.calculo.regimes.tabela import list_regimes
from core.errors import InvalidCalculoError
from tests.unit.calculo.pedido.campos import build_campos

N = NomeDoCampo
TABELA, SERVIDOR = load_tabela(), list_regimes("servidor")
DO_CREDOR = {
    N.VALOR_PEDIDO: "2.000,00",
    N.CREDOR_DATA: "30/04/2025",
    N.CREDOR_CORRECAO: "IPCA-E",
    N.CREDOR_JUROS: "1% ao mês",
    N.CREDOR_JUROS_DESDE: "citação",
}


def build(valores: dict[NomeDoCampo, str] | None = None, natureza: str = "servidor") -> Conta:
    return build_conta(build_campos(valores), natureza, list_regimes(natureza))


def test_a_title_that_leaves_all_to_the_law_has_the_rows_of_the_table() -> None:
    conta = build()
    assert conta.criterios.regimes == SERVIDOR
    assert conta.criterios.juros_desde == date(2019, 3, 25)


def test_the_index_and_interest_of_the_title_end_with_ec_113() -> None:
    conta = build({N.CORRECAO: "INPC", N.JUROS: "1% ao mês"})
    antes = find_regime(conta.criterios.regimes, date(2021, 11, 30))
    assert (antes.correcao, antes.juros and antes.juros.taxa) == (Indice.INPC, Decimal(1))
    depois = find_regime(conta.criterios.regimes, date(2021, 12, 9))
    assert (depois.correcao, depois.juros and depois.juros.indice) == (None, Indice.SELIC)
    assert "Título executivo" in antes.fonte


@pytest.mark.parametrize(("correcao", "juros"), [("INPC", None), (None, "1% ao mês")], ids=["indice", "juros"])
def test_what_the_title_does_not_say_comes_from_the_table(correcao: str | None, juros: str | None) -> None:
    named = {N.CORRECAO: correcao, N.JUROS: juros}
    conta = build({nome: valor for nome, valor in named.items() if valor})
    row = find_regime(conta.criterios.regimes, date(2015, 1, 1))
    table = find_regime(SERVIDOR, date(2015, 1, 1))
    assert row.correcao == (Indice.INPC if correcao else table.correcao)
    assert row.juros is not None
    assert row.juros.taxa == (Decimal(1) if juros else 0)


def test_an_index_of_the_title_beside_selic_needs_its_own_interest() -> None:
    """In 2003-2009 the table has SELIC for both: nobody may guess what stands beside another index."""
    antigas = {N.CORRECAO: "INPC", N.PARCELAS: "31/01/2008; 100,00"}
    with pytest.raises(InvalidCalculoError, match=r"Juros do título.*SELIC"):
        build(antigas, "condenacao_administrativa")
    assert build(antigas | {N.JUROS: "0,5% ao mês"}, "condenacao_administrativa").parcelas
    assert build(antigas | {N.PARCELAS: "31/01/2012; 100,00"}, "condenacao_administrativa").parcelas


def test_selic_in_the_title_stands_for_both() -> None:
    row = find_regime(build({N.CORRECAO: "SELIC", N.JUROS: "SELIC"}).criterios.regimes, date(2018, 1, 1))
    assert (row.correcao, row.is_unificado) == (None, True)
    antigas = {N.CORRECAO: "SELIC", N.PARCELAS: "31/01/2008; 100,00"}
    assert build(antigas, "condenacao_administrativa").criterios.regimes[0].is_unificado


def test_interest_beside_selic_is_refused_in_our_calculation_and_told_in_the_creditors() -> None:
    with pytest.raises(InvalidCalculoError, match=r"Juros do título.*SELIC já reúne"):
        build({N.CORRECAO: "SELIC", N.JUROS: "1% ao mês"})
    campos = build_campos(DO_CREDOR | {N.CREDOR_CORRECAO: "SELIC"})
    nossa = build_conta(campos, "servidor", SERVIDOR)
    do_credor = build_conta_do_credor(campos, nossa, SERVIDOR)
    so_selic = build_campos(DO_CREDOR | {N.CREDOR_CORRECAO: "SELIC", N.CREDOR_JUROS: "SELIC"})
    sem_juros = build_conta_do_credor(so_selic, nossa, SERVIDOR)
    pedido = calculate(do_credor, TABELA).total
    assert pedido > calculate(sem_juros, TABELA).total * Decimal("1.3")
    comparacao, motivo = compare_pedido(
        build_campos(DO_CREDOR | {N.CREDOR_CORRECAO: "SELIC", N.VALOR_PEDIDO: write_valor(pedido)}),
        nossa,
        SERVIDOR,
        TABELA,
    )
    assert comparacao is not None, motivo
    diferencas = {um.causa: um.valor for um in comparacao.diferencas}
    assert diferencas[Causa.ARITMETICA] == 0
    assert diferencas[Causa.JUROS] > 0


def test_fees_and_payments_enter_as_confirmed() -> None:
    conta = build({N.HONORARIOS: "10,00", N.MULTA: "0,00", N.PAGAMENTOS: "01/06/2020; 100,00"})
    assert [acrescimo.percentual for acrescimo in conta.acrescimos] == [Decimal(10)]
    assert conta.pagamentos[0].valor == Decimal(100)


def test_time_payments_fees_and_costs_follow_what_was_chosen() -> None:
    usual = build({N.HONORARIOS: "10,00"})
    assert (usual.criterios.contagem, usual.criterios.imputacao) == (ContagemDoTempo.POR_MES, Imputacao.JUROS_PRIMEIRO)
    assert [(um.tipo, um.base) for um in usual.acrescimos] == [(TipoDeAcrescimo.HONORARIOS, BaseDoAcrescimo.TOTAL)]
    chosen = build(
        {
            N.HONORARIOS: "10,00",
            N.HONORARIOS_BASE: "principal corrigido",
            N.CUSTAS: "77,70",
            N.CONTAGEM: "dias (pro rata)",
            N.IMPUTACAO: "proporcional (Súmula 464/STJ)",
        }
    )
    assert (chosen.criterios.contagem, chosen.criterios.imputacao) == (ContagemDoTempo.POR_DIA, Imputacao.PROPORCIONAL)
    honorarios, custas = chosen.acrescimos
    assert honorarios.base is BaseDoAcrescimo.PRINCIPAL
    assert (custas.tipo, custas.valor) == (TipoDeAcrescimo.CUSTAS, Decimal("77.70"))


def test_a_service_on_the_last_day_of_a_month_earns_one_day_where_days_are_counted() -> None:
    valores = {
        N.PARCELAS: "01/01/2019; 1.000,00",
        N.DATA_DA_CITACAO: "31/03/2019",
        N.DATA_DO_CALCULO: "01/04/2019",
        N.CORRECAO: "TR",
        N.JUROS: "1% ao mês",
    }
    assert calculate(build(valores), TABELA).juros == Decimal("10.00")
    assert calculate(build(valores | {N.CONTAGEM: "dias (pro rata)"}), TABELA).juros == Decimal("0.32")


def test_a_choice_that_nobody_confirmed_is_refused_by_name() -> None:
    campos = [
        replace(campo, valor="dias (pro rata)", estado=EstadoDoCampo.EXTRAIDO) if campo.nome is N.CONTAGEM else campo
        for campo in build_campos()
    ]
    with pytest.raises(InvalidCalculoError, match="Contagem do tempo"):
        build_conta(campos, "servidor", SERVIDOR)


@pytest.mark.parametrize(
    ("valores", "campo"),
    [
        ({N.PARCELAS: ""}, "Parcelas devidas"),
        ({N.DATA_DA_CITACAO: ""}, "Citação do Estado"),
        ({N.DATA_DO_CALCULO: ""}, "Data do nosso cálculo"),
        ({N.CORRECAO: ""}, "Índice de correção"),
    ],
)
def test_a_field_that_is_missing_is_named(valores: dict[NomeDoCampo, str], campo: str) -> None:
    with pytest.raises(InvalidCalculoError, match=campo):
        build(valores)


def test_interest_from_each_due_date_needs_no_service() -> None:
    assert build({N.JUROS_DESDE: DESDE_VENCIMENTO, N.DATA_DA_CITACAO: ""}).criterios.juros_desde is None


def test_nothing_is_computed_from_what_nobody_confirmed() -> None:
    campos = build_campos(estado=EstadoDoCampo.EXTRAIDO)
    with pytest.raises(InvalidCalculoError, match="ainda não foi confirmado"):
        build_conta(campos, "servidor", SERVIDOR)


def test_the_difference_to_the_creditor_adds_up_by_cause() -> None:
    campos = build_campos(DO_CREDOR | {N.CREDOR_PARCELAS: "31/01/2017; 512,40\n28/02/2017; 600,00"})
    nossa = build_conta(campos, "servidor", SERVIDOR)
    comparacao, motivo = compare_pedido(campos, nossa, SERVIDOR, TABELA)
    assert comparacao is not None, motivo
    diferencas = {um.causa: um.valor for um in comparacao.diferencas}
    assert sum(diferencas.values()) == Decimal(2000) - calculate(nossa, TABELA).total
    assert diferencas[Causa.BASE] > 0
    assert diferencas[Causa.PERIODO] == 0


@pytest.mark.parametrize(
    ("valores", "motivo"),
    [
        ({N.VALOR_PEDIDO: ""}, "valor pedido pelo credor não foi informado"),
        ({N.CREDOR_JUROS: ""}, "Juros usados pelo credor"),
        ({N.CREDOR_DATA: "31/01/2031"}, "Falta"),
    ],
)
def test_without_the_creditors_criteria_the_reason_is_told(valores: dict[NomeDoCampo, str], motivo: str) -> None:
    campos = build_campos(DO_CREDOR | valores)
    comparacao, dito = compare_pedido(campos, build_conta(campos, "servidor", SERVIDOR), SERVIDOR, TABELA)
    assert comparacao is None
    assert motivo in dito
