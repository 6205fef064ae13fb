"""The days of a row of the calendar, as people write and read them."""

from __future__ import annotations

import pytest

from core.calculo.calendario.domain import Efeito, LinhaDoCalendario
from core.calculo.calendario.quando import Quando, Repeticao, describe_quando, read_quando, write_quando
from core.calculo.calendario.tabela import load_linhas
from core.calculo.entrada import parse_mes, parse_variacao
from core.errors import InvalidCalculoError


def build(quando: str, de_ano: int = 1, ate_ano: int = 9999) -> LinhaDoCalendario:
    return LinhaDoCalendario(quando, "Motivo", "estado", Efeito.SEM_EXPEDIENTE, "Lei", de_ano, ate_ano)


@pytest.mark.parametrize("linha", {linha.quando: linha for linha in load_linhas()}.values(), ids=lambda um: um.quando)
def test_days_that_the_product_ships_are_written_as_they_are_read(linha: LinhaDoCalendario) -> None:
    assert write_quando(read_quando(linha)) == linha.quando


@pytest.mark.parametrize(
    ("linha", "words"),
    [
        pytest.param(build("2026-10-30"), "30/10/2026", id="one-day"),
        pytest.param(build("06-13"), "13 de junho", id="each-year"),
        pytest.param(build("01-01/01-20", 2017), "1º a 20 de janeiro, desde 2017", id="period"),
        pytest.param(build("05-04/05-08", 2026, 2026), "4 a 8 de maio de 2026", id="period-of-one-year"),
        pytest.param(build("05-30/06-02"), "30 de maio a 2 de junho", id="period-over-two-months"),
        pytest.param(build("06-13", 2010, 2020), "13 de junho, de 2010 a 2020", id="between-years"),
        pytest.param(build("06-13", 1, 2020), "13 de junho, até 2020", id="until"),
        pytest.param(build("PASCOA-47"), "47 dias antes da Páscoa", id="before-easter"),
        pytest.param(build("PASCOA+60"), "60 dias depois da Páscoa", id="after-easter"),
        pytest.param(build("PASCOA+0"), "domingo de Páscoa", id="easter"),
    ],
)
def test_days_are_told_in_words(linha: LinhaDoCalendario, words: str) -> None:
    assert describe_quando(linha) == words


@pytest.mark.parametrize(
    ("quando", "words"),
    [
        pytest.param(Quando(Repeticao.DATA, "30/02/2026"), "o dia 30/02/2026 não existe", id="impossible-day"),
        pytest.param(Quando(Repeticao.TODO_ANO, "29/02"), "29/02 não existe em todo ano", id="leap-day"),
        pytest.param(Quando(Repeticao.TODO_ANO, "13-06"), "formato dia/mês", id="format"),
        pytest.param(Quando(Repeticao.PERIODO, "20/12", "06/01"), "passa para o ano seguinte", id="over-new-year"),
        pytest.param(Quando(Repeticao.PERIODO, "20/12", ""), "último dia", id="no-end"),
        pytest.param(Quando(Repeticao.PASCOA, "sexta"), "dias da Páscoa", id="easter-in-words"),
        pytest.param(Quando(Repeticao.PASCOA, "400"), "dias da Páscoa", id="easter-too-far"),
    ],
)
def test_days_that_cannot_be_are_refused_by_name(quando: Quando, words: str) -> None:
    with pytest.raises(InvalidCalculoError) as caught:
        write_quando(quando)
    assert words in caught.value.user_message


@pytest.mark.parametrize("texto", ["13/2026", "2026-09", "9/26", "00/2020", "01/1800", ""])
def test_impossible_month_is_refused_by_name(texto: str) -> None:
    with pytest.raises(InvalidCalculoError, match="Confira o campo “mês”"):
        parse_mes(texto, "mês")


@pytest.mark.parametrize(("texto", "valor"), [("0,33", "0.33"), ("-0,02 %", "-0.02"), ("1%", "1"), ("−0,5", "-0.5")])
def test_variation_is_read(texto: str, valor: str) -> None:
    assert str(parse_variacao(texto, "percentual")) == valor


@pytest.mark.parametrize("texto", ["0.33", "", "abc", "1,2,3", "12345", "NaN"])
def test_doubtful_variation_is_refused(texto: str) -> None:
    with pytest.raises(InvalidCalculoError, match="Confira o campo “percentual”"):
        parse_variacao(texto, "percentual")


def test_month_is_numbered_as_the_tables_do() -> None:
    assert parse_mes("9/2026", "mês") == 2026 * 12 + 8
