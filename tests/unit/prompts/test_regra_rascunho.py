"""A rule while it is edited: nothing is lost between rule and parts, and each gap is named beside its part."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from core.prompts.comparacao import Operador, ValorDaCondicao
from core.prompts.regras import Condicao, Decisao, E, Nao, Ou, Regra, ValorDoFato, evaluate_regra
from pages.ui.prompts.regra_rascunho import (
    CondicaoEmEdicao,
    GrupoEmEdicao,
    add_parte,
    build_regra,
    choose_operador,
    choose_variavel,
    list_partes,
    list_problemas,
    next_id,
    open_regra,
    remove_parte,
)
from tests.unit.prompts.strategies import VARIAVEIS, typed_completions, typed_regras

PEDE = Condicao("pede", Operador.EQUALS, valor=True)
IDOSO = Condicao("idoso", Operador.EQUALS, valor=False)


@settings(database=None, max_examples=80, deadline=None)
@given(typed_regras(), typed_completions())
def test_opened_rule_builds_one_that_decides_the_same(regra: Regra, valores: dict[str, ValorDoFato]) -> None:
    raiz = open_regra(regra)
    again = build_regra(raiz)
    assert again is not None
    assert list_problemas(raiz, VARIAVEIS) == ()
    assert len({parte.id for parte in list_partes(raiz)}) == len(list(list_partes(raiz)))
    decisao = evaluate_regra(again, valores).decisao
    assert decisao is evaluate_regra(regra, valores).decisao
    assert decisao is not Decisao.DESCONHECIDA


@pytest.mark.parametrize("regra", [PEDE, Nao(PEDE), E((PEDE, Ou((IDOSO, Nao(E((PEDE, IDOSO)))))))])
def test_rule_of_the_usual_shape_comes_back_as_it_was(regra: Regra) -> None:
    assert build_regra(open_regra(regra)) == regra


def test_no_rule_is_no_part_and_no_problem() -> None:
    raiz = open_regra(None)
    assert (build_regra(raiz), list_problemas(raiz, VARIAVEIS)) == (None, ())


def test_parts_are_added_and_removed_where_they_stand() -> None:
    raiz = open_regra(E((PEDE, Ou((IDOSO, PEDE)))))
    inner = raiz.partes[1]
    raiz = add_parte(raiz, inner.id, CondicaoEmEdicao(next_id(raiz), "pede", Operador.EXISTS))
    assert build_regra(raiz) == E((PEDE, Ou((IDOSO, PEDE, Condicao("pede", Operador.EXISTS)))))
    assert build_regra(remove_parte(raiz, inner.id)) == PEDE


@pytest.mark.parametrize(
    ("parte", "motivo", "is_gap"),
    [
        (CondicaoEmEdicao(9), "escolha a variável", True),
        (CondicaoEmEdicao(9, "pede"), "escolha a comparação", True),
        (CondicaoEmEdicao(9, "valor", Operador.EQUALS), "dê o valor", True),
        (CondicaoEmEdicao(9, "conclusao", Operador.IN_LIST, ()), "dê o valor", True),
        (CondicaoEmEdicao(9, "valor", Operador.EQUALS, None, "1,234", "dois modos"), "dois modos", True),
        (GrupoEmEdicao(9), "o grupo está vazio", True),
        (CondicaoEmEdicao(9, "pedi", Operador.EXISTS), "não existe", False),
        (CondicaoEmEdicao(9, "pede", Operador.GREATER_THAN, 1), "não serve", False),
    ],
)
def test_problem_is_named_beside_its_part(parte: CondicaoEmEdicao | GrupoEmEdicao, motivo: str, is_gap: bool) -> None:
    (problema,) = list_problemas(add_parte(open_regra(PEDE), 2, parte), VARIAVEIS)
    assert (problema.parte, problema.is_gap) == (9, is_gap)
    assert motivo in problema.motivo


@pytest.mark.parametrize(
    ("slug", "operador", "valor"),
    [
        ("idoso", Operador.EQUALS, True),
        ("valor", Operador.EQUALS, None),
        ("ajuizamento", Operador.EQUALS, None),
        ("conclusao", Operador.EQUALS, None),
    ],
)
def test_another_variable_keeps_what_fits_it(slug: str, operador: Operador, valor: ValorDaCondicao) -> None:
    changed = choose_variavel(CondicaoEmEdicao(1, "pede", Operador.EQUALS, valor=True), slug, VARIAVEIS)
    assert (changed.variavel, changed.operador, changed.valor) == (slug, operador, valor)


def test_first_variable_brings_its_usual_comparison() -> None:
    assert choose_variavel(CondicaoEmEdicao(1), "pede", VARIAVEIS).valor is True
    assert choose_variavel(CondicaoEmEdicao(1), "valor", VARIAVEIS).operador is Operador.GREATER_THAN


def test_another_comparison_turns_one_value_into_a_list_and_back() -> None:
    one = CondicaoEmEdicao(1, "conclusao", Operador.EQUALS, "favorável")
    many = choose_operador(one, Operador.IN_LIST)
    assert many.valor == ("favorável",)
    assert choose_operador(many, Operador.EQUALS) == one
    assert replace(many, operador=Operador.EQUALS, valor="favorável") == one
