"""The table of regimes against the decisions it comes from, and tables that are refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.calculo.indices.domain import Indice
from core.calculo.regimes.domain import find_regime
from core.calculo.regimes.tabela import list_regimes, load_regimes, parse_regimes
from core.errors import IndiceNotFoundError, InvalidInputError

CABECALHO = "natureza;vigencia;mes_inteiro;correcao;antes_da_mora;juros;capitalizacao;base;lei_9250;teto;fonte;aviso\n"
BOA = "x;2020-01-01;nao;ipca;;1% ao mes;simples;principal;nao;;Lei;"


@pytest.mark.parametrize(
    ("natureza", "dia", "correcao", "juros"),
    [
        ("servidor", date(2001, 7, 31), Indice.IPCA_E, Decimal(1)),
        ("servidor", date(2001, 8, 1), Indice.IPCA_E, Decimal("0.5")),
        ("servidor", date(2009, 7, 1), Indice.IPCA_E, Indice.JUROS_DA_POUPANCA),
        ("servidor", date(2021, 11, 30), Indice.IPCA_E, Indice.JUROS_DA_POUPANCA),
        ("servidor", date(2021, 12, 9), None, Indice.SELIC),
        ("condenacao_administrativa", date(2002, 12, 31), Indice.IPCA_E, Decimal("0.5")),
        ("condenacao_administrativa", date(2005, 1, 1), None, Indice.SELIC),
        ("previdenciaria", date(2010, 1, 1), Indice.INPC, Indice.JUROS_DA_POUPANCA),
        ("requisitorio", date(2025, 7, 31), None, Indice.SELIC),
        ("requisitorio", date(2025, 8, 1), Indice.IPCA, Decimal(2)),
        ("civil", date(2024, 8, 29), None, Indice.SELIC),
        ("civil", date(2024, 8, 30), Indice.IPCA, Indice.TAXA_LEGAL),
    ],
)
def test_day_has_the_index_and_interest_of_the_decision(
    natureza: str, dia: date, correcao: Indice | None, juros: Indice | Decimal
) -> None:
    regime = find_regime(list_regimes(natureza), dia)
    assert regime.correcao is correcao
    assert (regime.juros.indice or regime.juros.taxa) == juros


@pytest.mark.parametrize(
    ("dia", "correcao"),
    [
        (date(2009, 12, 9), Indice.IPCA_E),
        (date(2009, 12, 10), Indice.TR),
        (date(2015, 3, 25), Indice.TR),
        (date(2015, 3, 26), Indice.IPCA_E),
    ],
)
def test_payment_order_is_corrected_by_the_index_of_its_time(dia: date, correcao: Indice) -> None:
    """Res. CNJ 303/2019, art. 21-A."""
    regime = find_regime(list_regimes("requisitorio"), dia)
    assert (regime.correcao, regime.juros) == (correcao, None)


def test_every_row_has_its_source() -> None:
    assert all(regime.fonte for regime in load_regimes())


def test_every_row_that_counts_one_percent_in_the_last_month_names_the_law_of_it() -> None:
    rows = [regime for regime in load_regimes() if regime.juros and regime.juros.is_lei_9250]
    assert rows
    assert all("Lei 9.250/1995, art. 39, § 4º" in regime.fonte for regime in rows)


def test_unknown_kind_of_debt_is_named() -> None:
    with pytest.raises(IndiceNotFoundError) as caught:
        list_regimes("alimentos")
    assert "alimentos" in caught.value.user_message


@pytest.mark.parametrize(
    "linha",
    [
        pytest.param(BOA.replace("2020-01-01", "2020-13-01"), id="date"),
        pytest.param(BOA.replace("ipca", "ipcx"), id="index"),
        pytest.param(BOA.replace("1% ao mes", "x ao mes"), id="rate"),
        pytest.param(BOA.replace("1% ao mes", "1% ao dia"), id="period"),
        pytest.param(BOA.replace("nao", "talvez"), id="flag"),
        pytest.param(BOA.replace("Lei", ""), id="no-source"),
        pytest.param(BOA + ";sobra", id="column-too-many"),
    ],
)
def test_line_that_cannot_be_used_is_named(linha: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_regimes(CABECALHO + linha)
    assert "linha 2" in caught.value.user_message


def test_two_rows_of_one_day_are_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_regimes(f"{CABECALHO}{BOA}\n{BOA}")
    assert "01/01/2020" in caught.value.user_message


def test_rows_may_stand_in_any_order() -> None:
    later = BOA.replace("2020", "2021")
    assert parse_regimes(f"{CABECALHO}{later}\n{BOA}") == parse_regimes(f"{CABECALHO}{BOA}\n{later}")
