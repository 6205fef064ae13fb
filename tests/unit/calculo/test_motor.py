"""Laws that every calculation obeys, figures worked out by hand, and input that none can start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calculo.indices.domain import Indice, SerieMensal, TabelaDeIndices, number_mes
from core.calculo.indices.tabela import load_tabela
from core.calculo.motor.calculo import calculate
from core.calculo.motor.domain import (
    Acrescimo,
    BaseDoAcrescimo,
    Conta,
    ContagemDoTempo,
    Criterios,
    Especie,
    Imputacao,
    Pagamento,
    Parcela,
    TipoDeAcrescimo,
)
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, PeriodoDaTaxa, Regime
from core.calculo.regimes.tabela import list_regimes
from core.errors import IndiceNotFoundError, InvalidCalculoError

TABELA = load_tabela()
CENTAVO = Decimal("0.01")
INICIO, FIM = date(2010, 1, 1), date(2024, 12, 31)
UM_POR_CENTO = Juros(taxa=Decimal(1))
DIAS = st.dates(INICIO, FIM)
VALORES = st.decimals(Decimal("0.01"), Decimal(99999), places=2)
NATUREZAS = st.sampled_from(["servidor", "condenacao_administrativa", "previdenciaria"])


def regime(correcao: Indice | None = None, juros: Juros | None = None, de: date = date(2000, 1, 1)) -> Regime:
    return Regime("teste", de, correcao, juros, "título")


def build(
    *parcelas: tuple[date, str],
    ate: date,
    regimes: tuple[Regime, ...],
    pagamentos: tuple[Pagamento, ...] = (),
    **criterios: object,
) -> Conta:
    todas = tuple(Parcela(dia, Decimal(valor)) for dia, valor in parcelas)
    return Conta(todas, Criterios(regimes, ate, **criterios), pagamentos)


def table_of(indice: Indice, valores: Mapping[date, str]) -> TabelaDeIndices:
    lidos = {number_mes(dia): Decimal(valor) for dia, valor in valores.items()}
    return TabelaDeIndices({indice: SerieMensal(indice, indice.name, "teste", INICIO, lidos)})


@settings(max_examples=30, deadline=None)
@given(NATUREZAS, DIAS, DIAS, st.sampled_from(ContagemDoTempo), VALORES)
def test_splitting_a_period_changes_nothing(
    natureza: str, vencimento: date, corte: date, contagem: ContagemDoTempo, valor: Decimal
) -> None:
    """A row that only repeats the rates from some day on, in the middle of a month or not."""
    regimes = list_regimes(natureza)
    anterior = max((row for row in regimes if row.de <= corte), key=lambda row: row.de)
    repetido = replace(anterior, vigencia=corte, is_mes_inteiro=False)
    partidos = tuple(sorted({row.de: row for row in (repetido, *regimes)}.values(), key=lambda row: row.de))
    conta = build((vencimento, str(valor)), ate=date(2025, 3, 20), regimes=regimes, contagem=contagem)
    inteiro = calculate(conta, TABELA)
    partido = calculate(replace(conta, criterios=replace(conta.criterios, regimes=partidos)), TABELA)
    assert abs(inteiro.total - partido.total) <= CENTAVO


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(DIAS, VALORES), min_size=1, max_size=5), st.sampled_from(ContagemDoTempo))
def test_index_of_zero_changes_nothing(parcelas: list[tuple[date, Decimal]], contagem: ContagemDoTempo) -> None:
    zeros = {date(ano, mes, 1): "0" for ano in range(2010, 2026) for mes in range(1, 13)}
    conta = build(
        *((dia, str(valor)) for dia, valor in parcelas),
        ate=date(2025, 3, 20),
        regimes=(regime(Indice.INPC, Juros(indice=Indice.INPC)),),
        contagem=contagem,
    )
    memoria = calculate(conta, table_of(Indice.INPC, zeros))
    assert (memoria.principal, memoria.juros) == (sum(valor for _, valor in parcelas), 0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(DIAS, VALORES), min_size=2, max_size=6).flatmap(st.permutations), NATUREZAS)
def test_order_in_which_payments_are_entered_changes_nothing(
    pagamentos: list[tuple[date, Decimal]], natureza: str
) -> None:
    feitos = tuple(Pagamento(dia, valor) for dia, valor in pagamentos)
    conta = build((INICIO, "50000"), ate=date(2025, 3, 20), regimes=list_regimes(natureza), pagamentos=feitos)
    em_ordem = replace(conta, pagamentos=tuple(sorted(feitos, key=lambda item: (item.data, item.valor))))
    um, outro = calculate(conta, TABELA), calculate(em_ordem, TABELA)
    assert (um.total, um.pago_a_maior) == (outro.total, outro.pago_a_maior)


@settings(max_examples=15, deadline=None)
@given(DIAS, DIAS)
def test_payment_made_earlier_leaves_no_more_to_pay(um: date, outro: date) -> None:
    cedo, tarde = sorted((um, outro))
    regimes = (regime(None, UM_POR_CENTO),)
    contas = [
        build((INICIO, "50000"), ate=date(2025, 3, 20), regimes=regimes, pagamentos=(Pagamento(dia, Decimal(9000)),))
        for dia in (cedo, tarde)
    ]
    primeiro, segundo = (calculate(conta, TABELA).total for conta in contas)
    assert primeiro <= segundo


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(DIAS, VALORES), min_size=2, max_size=4), NATUREZAS, st.sampled_from(ContagemDoTempo))
def test_parcelas_together_are_the_sum_of_each_alone(
    parcelas: list[tuple[date, Decimal]], natureza: str, contagem: ContagemDoTempo
) -> None:
    def total(*some: tuple[date, Decimal]) -> Decimal:
        regimes = list_regimes(natureza)
        prepared = ((dia, str(valor)) for dia, valor in some)
        return calculate(build(*prepared, ate=date(2025, 3, 20), regimes=regimes, contagem=contagem), TABELA).total

    assert abs(total(*parcelas) - sum(total(item) for item in parcelas)) <= CENTAVO * 2 * len(parcelas)


def test_every_step_leads_to_the_next() -> None:
    conta = build(
        (date(2019, 5, 10), "1000"),
        (date(2022, 8, 10), "700"),
        ate=date(2024, 6, 15),
        regimes=list_regimes("servidor"),
        pagamentos=(Pagamento(date(2023, 2, 3), Decimal(300)),),
        juros_desde=date(2020, 1, 8),
        contagem=ContagemDoTempo.POR_DIA,
    )
    memoria = calculate(conta, TABELA)
    antes = Decimal(0)
    for passo in memoria.passos:
        assert abs(antes + passo.valor - passo.saldo.total) < Decimal("1e-20")
        assert passo.fonte
        antes = passo.saldo.total
    assert abs(antes - memoria.total) <= CENTAVO
    assert {passo.especie for passo in memoria.passos} == set(Especie)


HAND = [
    pytest.param(
        regime(None, UM_POR_CENTO), date(2020, 11, 1), {}, ("1000.00", "100.00"), id="simple-ten-months-from-january"
    ),
    pytest.param(
        regime(None, replace(UM_POR_CENTO, capitalizacao=Capitalizacao.COMPOSTA)),
        date(2021, 1, 1),
        {},
        ("1000.00", "126.83"),
        id="compound-twelve-months",
    ),
    pytest.param(
        regime(None, Juros(taxa=Decimal(6), periodo=PeriodoDaTaxa.ANO)),
        date(2022, 1, 1),
        {},
        ("1000.00", "120.00"),
        id="six-a-year-for-two-years",
    ),
    pytest.param(
        regime(None, UM_POR_CENTO),
        date(2020, 2, 16),
        {"contagem": ContagemDoTempo.POR_DIA},
        ("1000.00", "15.17"),
        id="a-month-and-15-of-29-days",
    ),
    pytest.param(
        regime(None, UM_POR_CENTO),
        date(2020, 11, 1),
        {"juros_desde": date(2020, 9, 1)},
        ("1000.00", "20.00"),
        id="from-service",
    ),
]


@pytest.mark.parametrize(("uma", "ate", "criterios", "esperado"), HAND)
def test_amount_worked_out_by_hand(
    uma: Regime, ate: date, criterios: dict[str, object], esperado: tuple[str, str]
) -> None:
    memoria = calculate(build((date(2020, 1, 1), "1000"), ate=ate, regimes=(uma,), **criterios), TABELA)
    assert (str(memoria.principal), str(memoria.juros)) == esperado


def test_published_sum_of_selic_is_what_a_requisitorio_earns() -> None:
    """12/2021 to 04/2025 is 39,21% in a published court calculation: R$ 1.000,00 become R$ 1.392,10."""
    conta = build((date(2021, 12, 1), "1000"), ate=date(2025, 5, 1), regimes=list_regimes("requisitorio"))
    assert calculate(conta, TABELA).total == Decimal("1392.10")


@pytest.mark.parametrize(
    ("vencimento", "ate", "mora"),
    [
        (date(2010, 3, 17), date(2015, 8, 9), date(2011, 2, 28)),
        (date(2012, 2, 29), date(2020, 2, 29), date(2012, 2, 29)),
        (date(2014, 12, 31), date(2021, 11, 30), date(2019, 10, 31)),
    ],
)
def test_days_are_counted_as_by_a_second_way(vencimento: date, ate: date, mora: date) -> None:
    """IPCA-E and savings interest day by day: the power of every single day, in 40 digits, summed at the end."""
    conta = build(
        (vencimento, "12345.67"),
        ate=ate,
        regimes=list_regimes("servidor"),
        juros_desde=mora,
        contagem=ContagemDoTempo.POR_DIA,
    )
    memoria = calculate(conta, TABELA)
    with mpmath.workdps(40):
        logs, juros = mpmath.mpf(0), mpmath.mpf(0)
        for dia in (vencimento + timedelta(n) for n in range((ate - vencimento).days)):
            mes, dias = number_mes(dia), (dia.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
            logs += mpmath.log1p(mpmath.mpf(str(TABELA.get(Indice.IPCA_E, mes))) / 100) / dias.day
            if dia >= mora:
                juros += mpmath.mpf(str(TABELA.get(Indice.JUROS_DA_POUPANCA, mes))) / 100 / dias.day
        principal = mpmath.mpf("12345.67") * mpmath.exp(logs)
        esperado = [Decimal(mpmath.nstr(valor, 25)) for valor in (principal, principal * juros)]
    assert [memoria.principal, memoria.juros] == [valor.quantize(CENTAVO) for valor in esperado]


def test_law_of_2024_counts_from_its_day() -> None:
    """SELIC to 29/08/2024, then IPCA and legal rate for 2 of 31 days of August."""
    conta = build(
        (date(2024, 8, 1), "100000"),
        ate=date(2024, 9, 1),
        regimes=list_regimes("civil"),
        contagem=ContagemDoTempo.POR_DIA,
    )
    selic, ipca, taxa = (float(TABELA.get(item, number_mes(date(2024, 8, 1)))) / 100 for item in
                         (Indice.SELIC, Indice.IPCA, Indice.TAXA_LEGAL))  # fmt: skip
    esperado = 100000 * (1 + selic * 29 / 31) * (1 + ipca) ** (2 / 31) * (1 + taxa * 2 / 31)
    assert float(calculate(conta, TABELA).total) == pytest.approx(esperado, abs=0.006)


@pytest.mark.parametrize(
    ("imputacao", "principal", "juros"),
    [
        (Imputacao.JUROS_PRIMEIRO, "950.00", "95.00"),
        (Imputacao.CAPITAL_PRIMEIRO, "850.00", "185.00"),
        (Imputacao.PROPORCIONAL, "863.64", "172.73"),
    ],
)
def test_payment_settles_first_what_the_rule_says(imputacao: Imputacao, principal: str, juros: str) -> None:
    """R$ 1.000,00 at 1% a month; R$ 150,00 paid after ten months, then ten months more."""
    conta = build(
        (date(2020, 1, 1), "1000"),
        ate=date(2021, 9, 1),
        regimes=(regime(None, UM_POR_CENTO),),
        pagamentos=(Pagamento(date(2020, 11, 1), Decimal(150)),),
        imputacao=imputacao,
    )
    memoria = calculate(conta, TABELA)
    assert (str(memoria.principal), str(memoria.juros)) == (principal, juros)


def test_payment_beyond_the_debt_is_named_and_earns_nothing() -> None:
    conta = build(
        (date(2020, 1, 1), "1000"),
        ate=date(2021, 9, 1),
        regimes=(regime(None, UM_POR_CENTO),),
        pagamentos=(Pagamento(date(2020, 2, 1), Decimal(1500)),),
    )
    memoria = calculate(conta, TABELA)
    assert (memoria.total, memoria.pago_a_maior) == (0, Decimal("490.00"))
    assert "pago a maior" in memoria.avisos[-1]


def test_fees_and_fine_are_shares_of_the_debt_and_not_of_each_other() -> None:
    acrescimos = (
        Acrescimo(TipoDeAcrescimo.MULTA, "CPC, art. 523, § 1º", percentual=Decimal(10)),
        Acrescimo(TipoDeAcrescimo.HONORARIOS, "título", percentual=Decimal(5), base=BaseDoAcrescimo.PRINCIPAL),
        Acrescimo(TipoDeAcrescimo.CUSTAS, "título", valor=Decimal("33.33")),
    )
    conta = build((date(2020, 1, 1), "1000"), ate=date(2020, 11, 1), regimes=(regime(None, UM_POR_CENTO),))
    memoria = calculate(replace(conta, acrescimos=acrescimos), TABELA)
    assert [item.valor for item in memoria.acrescimos] == [Decimal("110.00"), Decimal("50.00"), Decimal("33.33")]
    assert memoria.total == Decimal("1293.33")


def test_ceiling_of_the_amendment_of_2025_is_named_in_the_steps() -> None:
    conta = build((date(2025, 8, 1), "1000"), ate=date(2026, 8, 1), regimes=list_regimes("requisitorio"))
    maximo = sum(TABELA.get(Indice.SELIC, number_mes(date(2025, 8, 1)) + n) for n in range(12))
    assert calculate(conta, TABELA).total < 1000 + 10 * maximo
    barato = TABELA.replace_serie(
        replace(
            TABELA.series[Indice.SELIC], valores={mes: Decimal("0.01") for mes in TABELA.series[Indice.SELIC].valores}
        )
    )
    limitada = calculate(conta, barato)
    assert limitada.total == Decimal("1001.20")
    assert "limite aplicado: de 08/2025 a 07/2026" in limitada.passos[-1].fonte


def test_memoria_names_the_months_that_its_result_depends_on() -> None:
    conta = build((date(2015, 1, 1), "1000"), ate=date(2020, 1, 1), regimes=list_regimes("servidor"))
    used = number_mes(date(2015, 5, 1))
    memoria = calculate(conta, TABELA)
    assert {(Indice.IPCA_E, used), (Indice.JUROS_DA_POUPANCA, used)} <= memoria.celulas
    assert min(mes for _, mes in memoria.celulas) == number_mes(date(2015, 1, 1))
    assert {indice for indice, _ in memoria.celulas} == {Indice.IPCA_E, Indice.JUROS_DA_POUPANCA}


def test_half_a_cent_goes_up() -> None:
    """5% of R$ 0,50 are two cents and a half."""
    conta = build((date(2020, 1, 1), "0.50"), ate=date(2020, 1, 1), regimes=(regime(None, UM_POR_CENTO),))
    multa = Acrescimo(TipoDeAcrescimo.MULTA, "título", percentual=Decimal(5))
    assert calculate(replace(conta, acrescimos=(multa,)), TABELA).total == Decimal("0.53")


@pytest.mark.parametrize("ate", [date(2025, 9, 5), date(2025, 9, 20), date(2025, 9, 30)])
def test_month_of_payment_counts_one_percent_whatever_law_is_behind_the_rate(ate: date) -> None:
    """Due in June: SELIC of July and August, and 1% of September, before and after the border of 10/09/2025."""
    conta = build(
        (date(2025, 6, 12), "10000"),
        ate=ate,
        regimes=list_regimes("servidor"),
        contagem=ContagemDoTempo.POR_DIA,
    )
    selic = sum(TABELA.get(Indice.SELIC, number_mes(date(2025, mes, 1))) for mes in (7, 8))
    assert calculate(conta, TABELA).total == 100 * (100 + selic + 1)


def test_debt_of_the_month_of_the_calculation_earns_nothing_by_the_law_of_1995() -> None:
    conta = build(
        (date(2025, 6, 12), "10000"),
        ate=date(2025, 6, 20),
        regimes=list_regimes("servidor"),
        contagem=ContagemDoTempo.POR_DIA,
    )
    memoria = calculate(conta, TABELA)
    assert memoria.total == 10000
    assert [passo.especie for passo in memoria.passos] == [Especie.PARCELA]


def test_new_debt_is_corrected_when_the_law_changes_inside_its_month() -> None:
    """Due on 05/09 under SELIC, which would wait for October; from 10/09 an index corrects all that is owed."""
    regimes = (list_regimes("servidor")[-2], regime(Indice.IPCA, None, date(2025, 9, 10)))
    conta = build((date(2025, 9, 5), "10000"), ate=date(2025, 10, 1), regimes=regimes, contagem=ContagemDoTempo.POR_DIA)
    fator = (1 + float(TABELA.get(Indice.IPCA, number_mes(date(2025, 9, 1)))) / 100) ** (21 / 30)
    assert float(calculate(conta, TABELA).total) == pytest.approx(10000 * fator, abs=0.006)


def test_provisional_month_is_pointed_out() -> None:
    conta = build((date(2026, 5, 1), "1000"), ate=date(2026, 9, 1), regimes=(regime(Indice.INPC),))
    assert any("INPC de 07/2026 é provisório" in aviso for aviso in calculate(conta, TABELA).avisos)


def test_compound_base_and_consolidated_base_are_not_the_same() -> None:
    """Consolidated: interest of the first year bears interest in the second, that of the second does not."""
    anos = (
        regime(None, UM_POR_CENTO),
        regime(None, Juros(taxa=Decimal(2), base=BaseDosJuros.CONSOLIDADO), date(2021, 1, 1)),
    )
    conta = build((date(2020, 1, 1), "1000"), ate=date(2022, 1, 1), regimes=anos)
    assert calculate(conta, TABELA).total == Decimal("1388.80")


BOA = build((date(2020, 1, 1), "1000"), ate=date(2021, 1, 1), regimes=(regime(None, UM_POR_CENTO),))


@pytest.mark.parametrize(
    ("conta", "campo"),
    [
        pytest.param(replace(BOA, parcelas=()), "parcelas", id="nothing-due"),
        pytest.param(replace(BOA, parcelas=(Parcela(INICIO, Decimal(-5)),)), "valor da parcela 1", id="negative"),
        pytest.param(replace(BOA, parcelas=(Parcela(INICIO, Decimal("NaN")),)), "valor da parcela 1", id="no-number"),
        pytest.param(replace(BOA, parcelas=(Parcela(FIM, Decimal(5)),)), "data do cálculo", id="due-after-the-end"),
        pytest.param(
            replace(BOA, pagamentos=(Pagamento(date(2019, 1, 1), Decimal(5)),)), "data do pagamento 1", id="paid-before"
        ),
        pytest.param(
            replace(BOA, pagamentos=(Pagamento(date(2021, 1, 2), Decimal(5)),)), "data do cálculo", id="paid-after"
        ),
        pytest.param(
            replace(BOA, pagamentos=(Pagamento(date(2020, 1, 2), Decimal(0)),)), "valor do pagamento 1", id="paid-zero"
        ),
        pytest.param(
            replace(BOA, criterios=replace(BOA.criterios, regimes=BOA.criterios.regimes * 2)), "períodos", id="periods"
        ),
        pytest.param(replace(BOA, criterios=replace(BOA.criterios, regimes=())), "regimes", id="no-criteria"),
        pytest.param(
            replace(BOA, criterios=replace(BOA.criterios, regimes=(regime(None, Juros(taxa=Decimal(-1))),))),
            "juros desde",
            id="negative-rate",
        ),
        pytest.param(
            replace(BOA, acrescimos=(Acrescimo(TipoDeAcrescimo.MULTA, "x"),)), "acréscimo 1", id="fine-without-figure"
        ),
        pytest.param(
            replace(BOA, acrescimos=(Acrescimo(TipoDeAcrescimo.MULTA, "x", percentual=Decimal(101)),)),
            "acréscimo 1",
            id="fine-above-all",
        ),
        pytest.param(replace(BOA, parcelas=(Parcela(INICIO, Decimal(10**15)),)), "parcelas", id="more-than-is-kept"),
    ],
)
def test_input_that_nothing_can_start_from_is_named(conta: Conta, campo: str) -> None:
    with pytest.raises(InvalidCalculoError) as caught:
        calculate(conta, TABELA)
    assert f"“{campo}" in caught.value.user_message


def test_month_that_is_not_published_is_named() -> None:
    with pytest.raises(IndiceNotFoundError) as caught:
        calculate(build((date(2026, 5, 1), "1"), ate=date(2026, 9, 1), regimes=(regime(Indice.IGP_M),)), TABELA)
    assert "IGP-M de 07/2026" in caught.value.user_message


def test_day_without_a_regime_is_named() -> None:
    with pytest.raises(IndiceNotFoundError) as caught:
        calculate(build((date(2015, 5, 1), "1"), ate=date(2022, 9, 1), regimes=list_regimes("tributaria")), TABELA)
    assert "01/05/2015" in caught.value.user_message
    assert "tributaria" not in caught.value.user_message


def test_series_that_the_table_lacks_is_named_as_people_know_it() -> None:
    with pytest.raises(IndiceNotFoundError) as caught:
        TabelaDeIndices({}).get(Indice.JUROS_DA_POUPANCA, number_mes(FIM))
    assert "juros da poupança" in caught.value.user_message
