"""Deadlines counted by hand on the calendar of the court."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import Efeito, LinhaDoCalendario
from core.calculo.calendario.prazos import (
    Contagem,
    PedidoDePrazo,
    PrazoEmDobro,
    count_prazo,
    date_intimacao_eletronica,
    date_publicacao,
)
from core.calculo.calendario.tabela import load_calendario
from core.calculo.entrada import parse_data, parse_valor, require_order
from core.errors import InvalidCalculoError

CALENDARIO = load_calendario()


@pytest.mark.parametrize(
    ("pedido", "vencimento"),
    [
        pytest.param(PedidoDePrazo(date(2025, 3, 10), 15), date(2025, 3, 31), id="fifteen-business-days"),
        pytest.param(PedidoDePrazo(date(2025, 3, 7), 5), date(2025, 3, 14), id="friday-counts-from-monday"),
        pytest.param(PedidoDePrazo(date(2025, 4, 15), 5), date(2025, 4, 25), id="holy-week-and-tiradentes"),
        pytest.param(PedidoDePrazo(date(2025, 12, 18), 5), date(2026, 1, 26), id="over-the-recess"),
        pytest.param(PedidoDePrazo(date(2026, 1, 8), 5), date(2026, 1, 27), id="made-in-the-recess"),
        pytest.param(
            PedidoDePrazo(date(2025, 3, 10), 15, dobro=PrazoEmDobro.FAZENDA_PUBLICA), date(2025, 4, 24), id="double"
        ),
        pytest.param(
            PedidoDePrazo(date(2025, 3, 10), 30, dobro=PrazoEmDobro.FAZENDA_PUBLICA, is_prazo_proprio=True),
            date(2025, 4, 24),
            id="own-term-of-art-535",
        ),
        pytest.param(PedidoDePrazo(date(2025, 3, 7), 5, Contagem.CORRIDOS), date(2025, 3, 14), id="calendar-days"),
        pytest.param(
            PedidoDePrazo(date(2025, 3, 10), 5, Contagem.CORRIDOS),
            date(2025, 3, 17),
            id="calendar-days-end-on-saturday",
        ),
    ],
)
def test_deadline_ends_on(pedido: PedidoDePrazo, vencimento: date) -> None:
    assert count_prazo(CALENDARIO, pedido).vencimento == vencimento


def test_deadline_says_which_days_were_left_out_and_why() -> None:
    prazo = count_prazo(CALENDARIO, PedidoDePrazo(date(2025, 4, 15), 5))
    assert [(motivo.dia.day, motivo.motivo) for motivo in prazo.nao_contados] == [
        (17, "Semana Santa (quinta-feira)"),
        (18, "Semana Santa (sexta-feira)"),
        (19, "Sábado"),
        (20, "Domingo"),
        (21, "Tiradentes"),
    ]


def test_deadline_warns_of_a_year_whose_ordinance_was_not_read() -> None:
    assert "2022" in count_prazo(CALENDARIO, PedidoDePrazo(date(2022, 4, 11), 5)).avisos[0]
    assert count_prazo(CALENDARIO, PedidoDePrazo(date(2024, 4, 15), 5)).avisos == ()


def test_deadline_moves_on_from_a_last_day_with_short_session() -> None:
    linha = LinhaDoCalendario("2025-03-14", "Expediente até 13h", "estado", Efeito.EXPEDIENTE_PARCIAL, "Portaria")
    assert count_prazo(Calendario([linha]), PedidoDePrazo(date(2025, 3, 7), 5)).vencimento == date(2025, 3, 17)


@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2017, 1, 1), date(2035, 1, 1)),
    st.integers(1, 60),
    st.integers(1, 60),
)
def test_deadline_in_two_parts_ends_on_the_same_day(intimacao: date, first: int, second: int) -> None:
    whole = count_prazo(CALENDARIO, PedidoDePrazo(intimacao, first + second)).vencimento
    middle = count_prazo(CALENDARIO, PedidoDePrazo(intimacao, first)).vencimento
    assert count_prazo(CALENDARIO, PedidoDePrazo(middle, second)).vencimento == whole


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2017, 1, 1), date(2035, 1, 1)), st.integers(1, 60))
def test_deadline_has_as_many_counted_days_as_were_given(intimacao: date, dias: int) -> None:
    prazo = count_prazo(CALENDARIO, PedidoDePrazo(intimacao, dias))
    span = [intimacao + timedelta(n) for n in range(1, (prazo.vencimento - intimacao).days + 1)]
    assert len([dia for dia in span if not CALENDARIO.explain_prazo(dia)]) == dias
    assert CALENDARIO.is_dia_util(prazo.vencimento)


@pytest.mark.parametrize(
    ("envio", "consulta", "dia", "is_tacita"),
    [
        pytest.param(date(2025, 3, 10), date(2025, 3, 12), date(2025, 3, 12), False, id="read"),
        pytest.param(date(2025, 3, 10), date(2025, 3, 15), date(2025, 3, 17), False, id="read-on-saturday"),
        pytest.param(date(2025, 3, 10), date(2025, 3, 20), date(2025, 3, 20), False, id="read-on-the-tenth-day"),
        pytest.param(date(2025, 3, 10), None, date(2025, 3, 20), True, id="lapsed"),
        pytest.param(date(2025, 3, 10), date(2025, 3, 28), date(2025, 3, 20), True, id="read-too-late"),
        pytest.param(date(2025, 3, 12), None, date(2025, 3, 24), True, id="lapsed-on-saturday"),
        pytest.param(date(2025, 12, 18), None, date(2026, 1, 7), True, id="lapsed-in-the-forensic-holiday"),
    ],
)
def test_electronic_service_is_made_on(envio: date, consulta: date | None, dia: date, is_tacita: bool) -> None:
    intimacao = date_intimacao_eletronica(CALENDARIO, envio, consulta)
    assert (intimacao.dia, intimacao.is_tacita) == (dia, is_tacita)


def test_gazette_is_published_on_the_next_business_day() -> None:
    assert date_publicacao(CALENDARIO, date(2025, 4, 16)) == date(2025, 4, 22)


def test_reading_before_the_sending_is_refused() -> None:
    with pytest.raises(InvalidCalculoError) as caught:
        date_intimacao_eletronica(CALENDARIO, date(2025, 3, 10), date(2025, 3, 9))
    assert "09/03/2025 é anterior ao envio (10/03/2025)" in caught.value.user_message


def test_service_before_the_filing_is_named() -> None:
    with pytest.raises(InvalidCalculoError) as caught:
        require_order(("ajuizamento", date(2020, 5, 4)), ("citação", date(2020, 5, 1)))
    assert "“citação”: 01/05/2020 é anterior a ajuizamento (04/05/2020)" in caught.value.user_message


@pytest.mark.parametrize("dias", [0, -5, 100_000])
def test_impossible_number_of_days_is_refused(dias: int) -> None:
    with pytest.raises(InvalidCalculoError):
        count_prazo(CALENDARIO, PedidoDePrazo(date(2025, 3, 10), dias))


@pytest.mark.parametrize("texto", ["31/02/2024", "29/02/2023", "2024-01-01", "1/1/24", "01/01/1800", "", "01/13/2020"])
def test_impossible_date_is_refused_by_name(texto: str) -> None:
    with pytest.raises(InvalidCalculoError) as caught:
        parse_data(texto, "citação")
    assert "“citação”" in caught.value.user_message


@pytest.mark.parametrize(
    ("texto", "valor"),
    [("1.234,56", "1234.56"), ("R$ 10,00", "10.00"), ("-3,10", "-3.10"), ("1234", "1234"), ("R$\xa01.000", "1000")],
)
def test_amount_is_read(texto: str, valor: str) -> None:
    assert str(parse_valor(texto, "valor")) == valor


@pytest.mark.parametrize(
    "texto", ["1.5", "1,2,3", "12.34,5", "abc", "", "1.2345,00", "NaN", "9" * 40, "100.000.000.000,00"]
)
def test_doubtful_amount_is_refused(texto: str) -> None:
    with pytest.raises(InvalidCalculoError):
        parse_valor(texto, "valor")
