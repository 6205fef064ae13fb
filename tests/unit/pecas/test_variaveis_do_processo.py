"""Variables from the court's data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.pecas.domain import EstadoDoFato, Fato
from core.pecas.variaveis_do_processo import read_dados_do_processo
from core.processos.domain import Parte
from core.prompts.constantes.domain import Constantes, ValorDatado
from tests.builders import build_constantes, build_processo

AGORA = datetime(2026, 11, 20, 15, tzinfo=UTC)


def find(slug: str, **changes: object) -> Fato:
    dados = read_dados_do_processo(build_processo(**changes), build_constantes(), AGORA)
    return next(f for f in dados.fatos if f.variavel == slug)


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
    ("slug", "constante"),
    [
        ("processo_ajuizado_apos_19_09_2024", "tema_1234_corte"),
        ("processo_valor_abaixo_60_sm", "juizado_da_fazenda_teto"),
        ("processo_valor_acima_210_sm", "tema_1234_competencia_federal"),
        ("processo_valor_acima_210_sm", "salario_minimo"),
    ],
)
def test_a_missing_constant_leaves_its_fact_unknown_and_is_named(slug: str, constante: str) -> None:
    known = build_constantes()
    without = Constantes({name: one for name, one in known.by_slug.items() if name != constante})
    dados = read_dados_do_processo(build_processo(), without, AGORA)
    assert next(f for f in dados.fatos if f.variavel == slug).estado is EstadoDoFato.DESCONHECIDO
    assert [constante.replace("_", " ") in aviso for aviso in dados.avisos] == [True]


def test_a_case_from_before_the_table_of_wages_is_named_with_its_day() -> None:
    processo = build_processo(ajuizado_em=datetime(1994, 6, 30, 12, tzinfo=UTC))
    dados = read_dados_do_processo(processo, build_constantes(), AGORA)
    assert (
        next(f for f in dados.fatos if f.variavel == "processo_valor_abaixo_60_sm").estado is EstadoDoFato.DESCONHECIDO
    )
    assert ["Salário mínimo nacional para 30/06/1994" in aviso for aviso in dados.avisos] == [True]


def test_an_edited_limit_counts() -> None:
    known = build_constantes()
    teto = known.by_slug["juizado_da_fazenda_teto"]
    raised = replace(teto, valores=(*teto.valores, ValorDatado(date(2026, 1, 1), Decimal(80), "Lei inventada")))
    constantes = Constantes({**known.by_slug, teto.slug: raised})
    processo = build_processo(valor_centavos=70 * 151_800)
    for moment, expected in ((datetime(2025, 12, 31, 12, tzinfo=UTC), False), (AGORA, True)):
        dados = read_dados_do_processo(processo, constantes, moment)
        assert next(f for f in dados.fatos if f.variavel == "processo_valor_abaixo_60_sm").valor is expected
