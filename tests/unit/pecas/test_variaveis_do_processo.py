"""Variables from the court's data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.pecas.domain import EstadoDoFato, Fato
from core.pecas.variaveis_do_processo import find_salario_minimo, list_fatos_do_processo
from core.processos.domain import Parte
from tests.builders import build_processo


def find(slug: str, **changes: object) -> Fato:
    return next(f for f in list_fatos_do_processo(build_processo(**changes)) if f.variavel == slug)


@pytest.mark.parametrize(
    ("nome", "expected"),
    [
        ("União", True),
        ("UNIÃO FEDERAL", True),
        ("União (Fazenda Nacional)", True),
        ("Advocacia-Geral da União", True),
        ("União Transportes Rodoviários Ltda", False),
        ("Sindicato União dos Servidores", False),
        ("Ministério Público Estadual", False),
    ],
)
def test_only_the_union_itself_is_the_union(nome: str, expected: bool) -> None:
    fato = find("processo_uniao_no_polo_passivo", partes=(Parte("PA", nome),))
    assert fato.valor is expected


@pytest.mark.parametrize(
    ("nome", "expected"),
    [
        ("Município de Campo Grande", True),
        ("MUNICIPIO DE DOURADOS", True),
        ("Prefeitura Municipal de Corumbá", True),
        ("Municipal Engenharia Ltda", False),
        ("Estado de Mato Grosso do Sul", False),
    ],
)
def test_municipalities_are_recognised_by_whole_words(nome: str, expected: bool) -> None:
    assert find("processo_municipio_no_polo_passivo", partes=(Parte("PA", nome),)).valor is expected


def test_only_defendants_count() -> None:
    fato = find(
        "processo_estado_no_polo_passivo", partes=(Parte("AT", "Estado de Mato Grosso do Sul"), Parte("PA", "X"))
    )
    assert fato.estado is EstadoDoFato.FALSO


@pytest.mark.parametrize(("day", "expected"), [(18, False), (19, False), (20, True)])
def test_tema_1234_counts_strictly_after_its_day(day: int, expected: bool) -> None:
    fato = find("processo_ajuizado_apos_19_09_2024", ajuizado_em=datetime(2024, 9, day, 12, tzinfo=UTC))
    assert fato.valor is expected


@pytest.mark.parametrize(
    ("centavos", "below_60", "above_210"),
    [
        (60 * 151_800 - 1, True, False),
        (60 * 151_800, False, False),
        (210 * 151_800, False, False),
        (210 * 151_800 + 1, False, True),
    ],
)
def test_limits_in_minimum_wages_of_the_day_of_filing(centavos: int, below_60: bool, above_210: bool) -> None:
    assert find("processo_valor_abaixo_60_sm", valor_centavos=centavos).valor is below_60
    assert find("processo_valor_acima_210_sm", valor_centavos=centavos).valor is above_210


@pytest.mark.parametrize("slug", ["processo_valor_causa", "processo_valor_abaixo_60_sm", "processo_valor_acima_210_sm"])
def test_a_missing_value_is_unknown_and_never_false(slug: str) -> None:
    assert find(slug, valor_centavos=None).estado is EstadoDoFato.DESCONHECIDO


def test_a_case_without_parties_answers_nothing_about_them() -> None:
    assert find("processo_justica_gratuita").estado is EstadoDoFato.DESCONHECIDO
    assert find("processo_uniao_no_polo_passivo").estado is EstadoDoFato.DESCONHECIDO


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2022, 12, 31), "1212"), (date(2023, 1, 1), "1302"), (date(2023, 4, 30), "1302"), (date(2023, 5, 1), "1320")],
)
def test_the_minimum_wage_changes_on_its_day(day: date, value: str) -> None:
    assert find_salario_minimo(day) == Decimal(value)
