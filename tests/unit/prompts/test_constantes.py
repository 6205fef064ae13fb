"""Dated legal constants: what is in force on a day, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import InvalidInputError, RecordNotFoundError
from core.prompts.constantes.domain import (
    ConstanteLegal,
    Constantes,
    Unidade,
    ValorDatado,
    parse_valor_da_constante,
    require_valid,
    sign_valores,
)
from core.prompts.constantes.formato import dump_valores, load_constantes, parse_valores
from tests.builders import build_constantes

UM = ValorDatado(date(2020, 1, 1), Decimal(10), "Lei 1", "ana")
DOIS = ValorDatado(date(2021, 5, 1), Decimal(20), "Lei 2", "ana")
TAXA = ConstanteLegal("taxa", 1, "Taxa inventada", Unidade.REAIS, (UM, DOIS))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(1994, 7, 1), "64.79"),
        (date(2000, 4, 2), "136"),
        (date(2000, 4, 3), "151"),
        (date(2020, 1, 31), "1039"),
        (date(2020, 2, 1), "1045"),
        (date(2022, 12, 31), "1212"),
        (date(2023, 1, 1), "1302"),
        (date(2023, 4, 30), "1302"),
        (date(2023, 5, 1), "1320"),
        (date(2024, 12, 31), "1412"),
        (date(2025, 1, 1), "1518"),
        (date(2026, 1, 1), "1621"),
    ],
)
def test_the_minimum_wage_changes_on_its_day(day: date, value: str) -> None:
    assert build_constantes().find_numero("salario_minimo", day) == Decimal(value)


@pytest.mark.parametrize("constante", load_constantes(), ids=lambda constante: constante.slug)
def test_each_seeded_value_counts_from_its_first_day_to_the_eve_of_the_next(constante: ConstanteLegal) -> None:
    assert all(valor.fonte for valor in constante.valores)
    for valor, following in zip(constante.valores, [*constante.valores[1:], None], strict=True):
        assert constante.find(valor.desde) == valor
        assert constante.find(following.desde - timedelta(days=1) if following else date.max) == valor
    with pytest.raises(RecordNotFoundError, match=constante.slug):
        constante.find(constante.valores[0].desde - timedelta(days=1))


@pytest.mark.parametrize(
    ("slug", "value"),
    [("juizado_da_fazenda_teto", 60), ("tema_1234_competencia_federal", 210), ("remessa_necessaria_estado", 500)],
)
def test_limits_in_wages(slug: str, value: int) -> None:
    assert build_constantes().find_numero(slug, date(2026, 11, 1)) == value


def test_the_cut_date_of_tema_1234() -> None:
    assert build_constantes().find_data("tema_1234_corte", date(2026, 11, 1)) == date(2024, 9, 19)


def test_a_constant_that_is_not_there_is_named() -> None:
    with pytest.raises(RecordNotFoundError) as refused:
        Constantes({}).find_numero("salario_minimo", date(2026, 3, 9))
    assert "salario minimo para 09/03/2026" in refused.value.user_message


@pytest.mark.parametrize(
    ("valores", "place"),
    [
        ((), "valores"),
        ((UM, replace(DOIS, desde=UM.desde)), "01/01/2020"),
        ((replace(UM, fonte=" "),), "01/01/2020"),
        ((replace(UM, fonte="a" * 301),), "01/01/2020"),
        ((replace(UM, valor=date(2020, 1, 1)),), "01/01/2020"),
        ((replace(UM, valor=Decimal(0)),), "01/01/2020"),
        ((replace(UM, valor=Decimal("NaN")),), "01/01/2020"),
    ],
    ids=["none", "same day", "no source", "long source", "not a number", "zero", "no number at all"],
)
def test_what_cannot_be_a_constant_is_refused_with_its_place(valores: tuple[ValorDatado, ...], place: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        require_valid(replace(TAXA, valores=valores))
    assert place in refused.value.user_message


def test_values_are_kept_in_the_order_of_their_days() -> None:
    assert require_valid(replace(TAXA, valores=(DOIS, UM))).valores == (UM, DOIS)


def test_only_what_changed_is_signed_anew() -> None:
    changed = replace(TAXA, valores=(replace(UM, autor=""), replace(DOIS, valor=Decimal(21), autor="")))
    assert [valor.autor for valor in sign_valores(changed, TAXA, "rui").valores] == ["ana", "rui"]


@pytest.mark.parametrize("constante", load_constantes(), ids=lambda constante: constante.slug)
def test_values_come_back_from_their_stored_form(constante: ConstanteLegal) -> None:
    assert parse_valores(constante.unidade, dump_valores(constante.valores)) == constante.valores


@pytest.mark.parametrize(
    ("unidade", "text", "expected"),
    [
        (Unidade.REAIS, "R$ 1.621,00", Decimal(1621)),
        (Unidade.SALARIOS, "210", Decimal(210)),
        (Unidade.DATA, "19/09/2024", date(2024, 9, 19)),
        (Unidade.DATA, "31/02/2024", None),
        (Unidade.REAIS, "muito", None),
    ],
)
def test_a_value_is_written_as_people_write_it(unidade: Unidade, text: str, expected: Decimal | date | None) -> None:
    if expected is None:
        with pytest.raises(InvalidInputError):
            parse_valor_da_constante(unidade, text)
    else:
        assert parse_valor_da_constante(unidade, text) == expected
