"""Days without session, against the ordinances that were read and the laws."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import Efeito, LinhaDoCalendario
from core.calculo.calendario.tabela import PASTA, load_calendario, parse_linhas
from core.errors import InvalidInputError

TODO_ANO = parse_linhas((PASTA / "todo_ano.csv").read_text("utf-8"), "todo_ano.csv")
DIAS = parse_linhas((PASTA / "dias_do_tjms.csv").read_text("utf-8"), "dias_do_tjms.csv")
CAMPO_GRANDE = load_calendario("Campo Grande")
ESTADO = load_calendario()


def list_dias_uteis(calendario: Calendario, ano: int) -> set[date]:
    return {
        dia for n in range(366) if (dia := date(ano, 1, 1) + timedelta(n)).year == ano and calendario.is_dia_util(dia)
    }


@pytest.mark.parametrize(
    ("ano", "later"),
    [
        pytest.param(2023, set(), id="2023"),
        pytest.param(2024, {date(2024, 11, 20)}, id="2024-before-the-law-of-20-november"),
    ],
)
def test_yearly_rows_give_the_days_of_the_ordinance(ano: int, later: set[date]) -> None:
    """The yearly rows alone, which know nothing of the ordinances, close the same weekdays."""
    regras = Calendario(TODO_ANO, comarca="Campo Grande")
    portaria = {date.fromisoformat(linha.quando) for linha in DIAS if linha.quando.startswith(str(ano))}
    fechados = {
        dia
        for n in range(366)
        if (dia := date(ano, 1, 1) + timedelta(n)).year == ano and dia.weekday() < 5 and not regras.is_dia_util(dia)
    }
    assert fechados - later == {dia for dia in portaria if dia.weekday() < 5}


def test_yearly_rows_differ_from_the_ordinance_of_2026_only_in_the_moved_day_and_the_town() -> None:
    diferentes = list_dias_uteis(Calendario(TODO_ANO, comarca="Campo Grande"), 2026) ^ list_dias_uteis(ESTADO, 2026)
    assert diferentes == {date(2026, 10, 28), date(2026, 10, 30), date(2026, 8, 26)}


@pytest.mark.parametrize(
    ("dia", "motivo"),
    [
        pytest.param(date(2025, 4, 18), "Semana Santa (sexta-feira)", id="good-friday"),
        pytest.param(date(2025, 6, 19), "Corpus Christi", id="corpus-christi"),
        pytest.param(date(2027, 2, 10), "Quarta-feira de Cinzas", id="ash-wednesday"),
        pytest.param(date(2025, 10, 11), "Criação do Estado", id="state"),
        pytest.param(date(2025, 11, 20), "Dia Nacional de Zumbi e da Consciência Negra", id="zumbi-since-2024"),
        pytest.param(date(2025, 12, 8), "Dia da Justiça", id="justice"),
        pytest.param(date(2025, 8, 24), "Domingo", id="sunday"),
        pytest.param(date(2026, 1, 6), "Feriado forense", id="forensic"),
    ],
)
def test_day_says_why_it_is_no_business_day(dia: date, motivo: str) -> None:
    found = ESTADO.explain(dia)
    assert found
    assert found.motivo == motivo
    assert found.fonte


@pytest.mark.parametrize(
    "dia",
    [
        pytest.param(date(2023, 11, 20), id="zumbi-before-the-law"),
        pytest.param(date(2020, 10, 28), id="moved-by-ordinance"),
        pytest.param(date(2026, 1, 7), id="after-the-forensic-holiday"),
        pytest.param(date(2025, 8, 26), id="holiday-of-another-town"),
    ],
)
def test_ordinary_day_has_no_reason(dia: date) -> None:
    assert ESTADO.explain(dia) is None


def test_holiday_of_the_town_counts_there_only() -> None:
    assert CAMPO_GRANDE.explain(date(2025, 8, 26)).motivo == "Aniversário de Campo Grande"


def test_other_towns_have_holidays_of_their_own() -> None:
    assert load_calendario("Três Lagoas").explain(date(2027, 6, 15)).motivo == "Aniversário da cidade"
    assert load_calendario("Corumbá").explain(date(2027, 2, 2)).fonte.startswith("Feriado municipal")
    assert ESTADO.explain(date(2027, 6, 15)) is None


def test_yearly_rows_give_as_many_days_as_the_ordinance_of_2025() -> None:
    """The press counted 24 weekdays without session in the whole State."""
    semana = {dia for n in range(365) if (dia := date(2025, 1, 1) + timedelta(n)).weekday() < 5}
    assert len(semana - list_dias_uteis(ESTADO, 2025)) == 24


def test_recess_suspends_deadlines_while_the_court_is_open() -> None:
    dia = date(2026, 1, 15)
    assert ESTADO.is_dia_util(dia)
    assert ESTADO.explain_prazo(dia).fonte == "CPC, art. 220"


def test_recess_did_not_suspend_before_the_code_was_in_force() -> None:
    assert ESTADO.explain_prazo(date(2016, 1, 15)) is None


def test_day_with_short_session_counts_inside_but_is_no_border() -> None:
    linha = LinhaDoCalendario("2025-05-20", "Expediente até 13h", "estado", Efeito.EXPEDIENTE_PARCIAL, "Portaria")
    calendario = Calendario([linha])
    assert calendario.explain_prazo(date(2025, 5, 20)) is None
    assert calendario.explain_borda(date(2025, 5, 20)).motivo == "Expediente até 13h"


def test_business_days_are_counted_without_the_first() -> None:
    assert ESTADO.count_dias_uteis(date(2025, 4, 16), date(2025, 4, 22)) == 1


CABECALHO = "quando;motivo;abrangencia;efeito;de_ano;ate_ano;fonte\n"


@pytest.mark.parametrize(
    "linha",
    [
        pytest.param("2026-02-30;X;estado;sem_expediente;;;F", id="impossible-day"),
        pytest.param("02-29;X;estado;sem_expediente;;;F", id="day-that-most-years-lack"),
        pytest.param("12-20/01-06;X;estado;sem_expediente;;;F", id="range-over-the-new-year"),
        pytest.param("12-08;X;estado;sem_expediente;2020;2019;F", id="years-backwards"),
        pytest.param("12-08;X;estado;sem_expediente;;;", id="no-source"),
        pytest.param("PASCOA+x;X;estado;sem_expediente;;;F", id="offset"),
        pytest.param("12-08;X;estado;folga;;;F", id="effect"),
        pytest.param("12-08;X;estado;sem_expediente;;;F;sobra", id="column-too-many"),
        pytest.param("12-08;X;estado;sem_expediente;;", id="column-missing"),
    ],
)
def test_table_names_the_line_it_cannot_use(linha: str) -> None:
    with pytest.raises(InvalidInputError, match=r"dias\.csv:2"):
        parse_linhas(CABECALHO + linha, "dias.csv")
