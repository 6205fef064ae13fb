"""Amounts, dates, percentages, doses and CIDs are the same however they are written, and nothing else is."""

from __future__ import annotations

import pytest

from core.conferencia.dados import DadosDasFontes, TipoDeDado, find_dados

VALOR, DATA, PERCENTUAL, DOSE, CID = TipoDeDado


@pytest.mark.parametrize(
    ("left", "right", "tipo"),
    [
        pytest.param("R$ 1.234,50", "R$1234,5", VALOR, id="amount with and without dots"),
        pytest.param("R$ 2 mil", "R$ 2.000,00", VALOR, id="amount in words of scale"),
        pytest.param("R$ 1,5 milhão", "R$ 1.500.000,00", VALOR, id="million"),
        pytest.param("12/03/2025", "12 de março de 2025", DATA, id="day in words"),
        pytest.param("1º de maio de 2024", "01/05/24", DATA, id="first of the month, short year"),
        pytest.param("10%", "10 por cento", PERCENTUAL, id="per cent"),
        pytest.param("12,50%", "12,5 %", PERCENTUAL, id="zeros after the comma"),
        pytest.param("500mg/dia", "500 mg / dia", DOSE, id="dose a day"),
        pytest.param("20 mcg", "20 µg", DOSE, id="micrograms"),
        pytest.param("CID-10 G40.2", "CID G402", CID, id="disease"),
        pytest.param("cid f84.0", "CID F84.0", CID, id="disease in lower case"),
        pytest.param("autismo (F84.0)", "CID-10 (F84.0)", CID, id="disease in brackets"),
        pytest.param("R$ **1.234,50**", "R\\$ 1.234,50", VALOR, id="marks inside an amount"),
        pytest.param("50 mil reais", "50.000,00 reais", VALOR, id="amount without its sign"),
        pytest.param("**12**/03/2025", "12/03/2025", DATA, id="marks inside a day"),
        pytest.param("1º/03/2025", "01/03/2025", DATA, id="ordinal and bars"),
        pytest.param("500 miligramas", "500 mg", DOSE, id="unit in full"),
    ],
)
def test_ways_of_writing_are_one_value(left: str, right: str, tipo: TipoDeDado) -> None:
    [first], [second] = find_dados(left), find_dados(right)
    assert (first.tipo, second.tipo) == (tipo, tipo)
    assert first.valor == second.valor


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("R$ 1.234,56", "R$ 1.234,65", id="digits changed places"),
        pytest.param("R$ 100", "R$ 100 mil", id="scale"),
        pytest.param("12/03/2025", "12/03/2024", id="year"),
        pytest.param("10%", "100%", id="per cent"),
        pytest.param("10 mg", "10 mg/kg", id="by weight"),
        pytest.param("10 mg", "10 ml", id="unit"),
        pytest.param("CID F84.0", "CID F84.1", id="disease"),
        pytest.param("R$ 5.0000,00", "R$ 5.000,00", id="a digit too many behind the point"),
        pytest.param("R$ 1,2345.00", "R$ 1,23", id="nothing is cut off"),
    ],
)
def test_other_values_stay_apart(left: str, right: str) -> None:
    [first], [second] = find_dados(left), find_dados(right)
    assert first.valor != second.valor


@pytest.mark.parametrize("texto", ["Lei 8.080/1990", "fls. 12/13", "art. 5º", "0802131-28.2025.8.12.0001", "10 anos"])
def test_other_numbers_are_none_of_them(texto: str) -> None:
    assert find_dados(texto) == ()


@pytest.mark.parametrize("texto", ["a R$ **9.999,00**, e", "em **12**/03/2020.", "de **R\\$ 8,00** hoje"])
def test_place_of_a_value_is_that_of_its_words_with_their_marks(texto: str) -> None:
    [dado] = find_dados(texto)
    assert texto[dado.inicio : dado.fim] == dado.trecho
    assert dado.trecho.strip("*")[-1].isdigit()


def test_code_of_a_disease_that_stands_alone_in_a_source_is_known() -> None:
    [dado] = find_dados("CID F84")
    assert DadosDasFontes({"fl. 1": "Diagnóstico: F84."}).find(dado) is not None


def test_day_that_does_not_exist_is_found_and_fits_no_source() -> None:
    [dado] = find_dados("em 31/02/2025")
    assert DadosDasFontes({"fl. 1": "28/02/2025 e 03/03/2025"}).find(dado) is None


def test_source_of_a_value_is_its_first_place_and_near_values_are_named() -> None:
    fontes = {"fl. 1": "nada", "fl. 2": "custa R$ 1.234,56 por mês, ou seja, R$ 1.234,56"}
    dados = DadosDasFontes(fontes)
    [right], [wrong] = find_dados("R$ 1234,56"), find_dados("R$ 1.234,57")
    lugar = dados.find(right)
    assert lugar is not None
    assert fontes[lugar.fonte][lugar.inicio : lugar.fim] == "R$ 1.234,56"
    assert dados.find(wrong) is None
    assert list(dados.list_near(wrong)) == [lugar]
