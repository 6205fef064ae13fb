"""The index table against figures known from elsewhere, and the official files that extend it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import prod

import pytest

from core.calculo.indices.domain import Indice, SerieMensal, TabelaDeIndices, compare_series, number_mes
from core.calculo.indices.oficial import Layout, detect_layout, parse_oficial
from core.calculo.indices.tabela import load_tabela, parse_valores
from core.errors import IndiceNotFoundError, InvalidInputError

TABELA = load_tabela()


def mes(ano: int, numero: int) -> int:
    return number_mes(date(ano, numero, 1))


def accumulate(indice: Indice, ano: int) -> float:
    return (prod(1 + float(TABELA.get(indice, mes(ano, numero))) / 100 for numero in range(1, 13)) - 1) * 100


@pytest.mark.parametrize(
    ("indice", "ano", "conhecido"),
    [
        (Indice.IPCA, 2021, 10.06),
        (Indice.IPCA, 2022, 5.79),
        (Indice.IPCA, 2023, 4.62),
        (Indice.IPCA, 2024, 4.83),
        (Indice.IGP_M, 2020, 23.14),
        (Indice.IGP_M, 2021, 17.78),
        (Indice.INPC, 2021, 10.16),
        (Indice.INPC, 2023, 3.71),
        (Indice.INPC, 2024, 4.77),
        (Indice.IPCA_E, 2021, 10.42),
        (Indice.IPCA_E, 2024, 4.71),
    ],
)
def test_year_is_the_one_its_publisher_announced(indice: Indice, ano: int, conhecido: float) -> None:
    assert accumulate(indice, ano) == pytest.approx(conhecido, abs=0.015)


def test_selic_since_the_amendment_sums_to_a_published_figure() -> None:
    total = sum(TABELA.get(Indice.SELIC, numero) for numero in range(mes(2021, 12), mes(2025, 4) + 1))
    assert total == Decimal("39.21")


def test_savings_interest_is_savings_without_tr() -> None:
    for numero in range(mes(2012, 6), mes(2026, 6) + 1):
        rendimento, tr = TABELA.get(Indice.POUPANCA, numero), TABELA.get(Indice.TR, numero)
        juros = (100 + rendimento) / (100 + tr) * 100 - 100
        assert abs(juros - TABELA.get(Indice.JUROS_DA_POUPANCA, numero)) <= Decimal("0.00005")


def test_every_series_has_every_month_and_a_source() -> None:
    for serie in TABELA.series.values():
        assert len(serie.valores) == max(serie.valores) - min(serie.valores) + 1
        assert serie.fonte
        assert serie.provisorios <= set(serie.valores)
    assert set(TABELA.series) == set(Indice)


def test_missing_month_is_named() -> None:
    with pytest.raises(IndiceNotFoundError) as caught:
        TABELA.get(Indice.IGP_M, mes(2026, 7))
    assert "IGP-M de 07/2026" in caught.value.user_message
    assert "06/2026" in caught.value.user_message


@pytest.mark.parametrize(
    ("texto", "linha"),
    [("2020-01;1\n2020-01;2", 3), ("2020-01;1\n2020-03;2", 3), ("2020-13;1", 2), ("2020-01;x", 2), ("2020-01", 2)],
    ids=["twice", "gap", "month", "number", "column"],
)
def test_own_table_names_the_line(texto: str, linha: int) -> None:
    with pytest.raises(InvalidInputError, match=f"x:{linha}:"):
        parse_valores(f"mes;percentual\n{texto}", "x")


@pytest.mark.parametrize(
    ("layout", "conteudo"),
    [
        pytest.param(Layout.SGS, '"data";"valor"\r\n"01/07/2026";"-0,22"\r\n"01/08/2026";"0,5"\r\n', id="open-data"),
        pytest.param(
            Layout.SGS,
            '"data";"datafim";"valor"\n"01/07/2026";"01/08/2026";"-0,22"\n"02/07/2026";"02/08/2026";"9,99"\n'
            '"01/08/2026";"01/09/2026";"0,5"\n',
            id="daily-series-takes-the-first-day",
        ),
        pytest.param(
            Layout.SGS, "Data;189 - IGP-M - Var. % mensal\n07/2026;-0,22\n08/2026;0,5\nFonte;FGV\n", id="site"
        ),
        pytest.param(
            Layout.SIDRA,
            '"Tabela 1737 - IPCA"\n"Variável - IPCA - Variação mensal (%)"\n"Mês";"Brasil"\n"julho 2026";"-0,22"\n'
            '"agosto 2026";"0,5"\n"setembro 2026";"..."\n"Fonte: IBGE"\n',
            id="months-down",
        ),
        pytest.param(
            Layout.SIDRA,
            '"Tabela 1737 - IPCA"\n"Brasil","julho 2026","agosto 2026"\n"Brasil","-0.22","0.5"\n"Fonte: IBGE"\n',
            id="months-across-with-points",
        ),
    ],
)
def test_official_file_is_read(layout: Layout, conteudo: str) -> None:
    assert parse_oficial(conteudo.encode(), layout) == {mes(2026, 7): Decimal("-0.22"), mes(2026, 8): Decimal("0.5")}


def test_official_file_may_be_in_the_old_encoding() -> None:
    assert parse_oficial('"Mês";"Brasil"\n"março 2026";"1,0"'.encode("latin-1"), Layout.SIDRA) == {mes(2026, 3): 1}


@pytest.mark.parametrize(
    ("layout", "conteudo"),
    [
        pytest.param(Layout.SGS, "", id="empty"),
        pytest.param(Layout.SGS, "<html>erro</html>", id="a-page"),
        pytest.param(Layout.SGS, '"data";"valor"\n"01/07/2026";"abc"', id="no-number"),
        pytest.param(Layout.SGS, '"data";"valor"\n"01/13/2026";"1,0"', id="no-month"),
        pytest.param(Layout.SGS, '"data";"valor"\n"01/07/2026";"1,0"\n"01/07/2026";"2,0"', id="twice"),
        pytest.param(Layout.SGS, '"data";"valor"\n"01/07/2026";"1.0"', id="point-in-a-brazilian-file"),
        pytest.param(Layout.SIDRA, '"julho 2026";"1,0";"2,0"', id="two-columns"),
        pytest.param(Layout.SIDRA, '"data";"valor"\n"01/07/2026";"1,0"', id="other-layout"),
    ],
)
def test_unusable_official_file_is_refused(layout: Layout, conteudo: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_oficial(conteudo.encode(), layout)


def build_serie(valores: dict[int, str]) -> SerieMensal:
    lidos = {numero: Decimal(valor) for numero, valor in valores.items()}
    return SerieMensal(Indice.INPC, "INPC", "IBGE", date(2026, 1, 1), lidos, frozenset({max(lidos)}))


@pytest.mark.parametrize(
    ("conteudo", "layout"),
    [
        pytest.param('"data";"valor"\n"01/01/2026";"0,10"', Layout.SGS, id="banco-central"),
        pytest.param("03/2026;1,0", Layout.SGS, id="banco-central-by-month"),
        pytest.param('"Tabela 1737"\n"janeiro 2026";"0,42"', Layout.SIDRA, id="ibge"),
    ],
)
def test_official_file_says_whose_it_is(conteudo: str, layout: Layout) -> None:
    assert detect_layout(conteudo.encode()) is layout


@pytest.mark.parametrize("conteudo", [b"", b"nome;valor\nAna;1", b"\x89PNG\r\n\x1a\n\x00\x00", b'"' + b"x" * 200_000])
def test_file_of_neither_publisher_is_refused(conteudo: bytes) -> None:
    with pytest.raises(InvalidInputError):
        detect_layout(conteudo)


def test_versions_of_a_table_differ_by_their_months() -> None:
    antes = TabelaDeIndices({Indice.INPC: build_serie({mes(2026, 1): "0.10"})})
    depois = antes.replace_serie(build_serie({mes(2026, 1): "0.11"}))
    assert [
        (item.mes, item.depois)
        for item in compare_series(Indice.INPC, antes.series[Indice.INPC], depois.series[Indice.INPC])
    ] == [(mes(2026, 1), Decimal("0.11"))]
    assert antes.versao != depois.versao
    assert antes.versao == antes.replace_serie(build_serie({mes(2026, 1): "0.100"})).versao
