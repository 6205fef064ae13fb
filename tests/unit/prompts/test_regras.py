"""The tree: parsing with the place of each error, evaluation, and the reason of a decision."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import InvalidInputError
from core.prompts.regras import (
    Condicao,
    Decisao,
    E,
    Nao,
    Operador,
    Ou,
    SemValor,
    dump_regra,
    evaluate_regra,
    list_variaveis,
    parse_regra,
)

A = Condicao("a", Operador.EQUALS, valor=True)
B = Condicao("b", Operador.EQUALS, valor=True)
C = Condicao("c", Operador.EQUALS, valor=True)


def test_parse_regra_builds_the_tree_and_dump_gives_it_back() -> None:
    body = {
        "e": [
            {"variavel": "a", "operador": "equals", "valor": True},
            {"ou": [{"variavel": "b", "operador": "in_list", "valor": ["x", "y"]}]},
            {"nao": {"variavel": "c", "operador": "exists"}},
        ]
    }
    regra = parse_regra(body)
    assert regra == E((A, Ou((Condicao("b", Operador.IN_LIST, ("x", "y")),)), Nao(Condicao("c", Operador.EXISTS))))
    assert dump_regra(regra) == body
    assert list_variaveis(regra) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (None, "regra:"),
        ([], "regra:"),
        ({}, "regra:"),
        ({"xor": []}, "regra: chave desconhecida: xor"),
        ({"e": [], "ou": []}, "regra: use exatamente uma"),
        ({"e": []}, "regra.e:"),
        ({"e": {}}, "regra.e:"),
        ({"ou": [{"nao": {"e": [3]}}]}, "regra.ou[0].nao.e[0]:"),
        ({"variavel": "", "operador": "exists"}, "regra.variavel:"),
        ({"variavel": "a"}, "regra.operador:"),
        ({"variavel": "a", "operador": "igual", "valor": 1}, "regra.operador: operador desconhecido: igual"),
        ({"variavel": "a", "operador": "equals"}, "regra.valor:"),
        ({"variavel": "a", "operador": "equals", "valor": ["x"]}, "regra.valor:"),
        ({"variavel": "a", "operador": "exists", "valor": 1}, "regra.valor:"),
        ({"variavel": "a", "operador": "in_list", "valor": "x"}, "regra.valor:"),
        ({"variavel": "a", "operador": "in_list", "valor": []}, "regra.valor:"),
        ({"variavel": "a", "operador": "greater_than", "valor": "muito"}, "regra.valor:"),
        ({"variavel": "a", "operador": "greater_than", "valor": "1,234"}, "regra.valor:"),
        ({"variavel": "a", "operador": "matches_regex", "valor": "("}, "regra.valor:"),
        ({"variavel": "a", "operador": "equals", "valor": 1, "peso": 2}, "regra: chave desconhecida: peso"),
    ],
)
def test_parse_regra_names_the_place_of_the_error(body: Any, place: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_regra(body)
    assert f"Corrija {place}" in caught.value.user_message


def test_parse_regra_refuses_a_tree_that_is_too_deep() -> None:
    body: dict[str, Any] = {"variavel": "a", "operador": "exists"}
    for _ in range(500):
        body = {"nao": body}
    with pytest.raises(InvalidInputError, match="invalid rule"):
        parse_regra(body)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, Decisao.SIM, Decisao.SIM),
        (True, False, Decisao.NAO, Decisao.SIM),
        (False, False, Decisao.NAO, Decisao.NAO),
        (True, SemValor.DESCONHECIDO, Decisao.DESCONHECIDA, Decisao.SIM),
        (False, SemValor.DESCONHECIDO, Decisao.NAO, Decisao.DESCONHECIDA),
        (SemValor.DESCONHECIDO, SemValor.DESCONHECIDO, Decisao.DESCONHECIDA, Decisao.DESCONHECIDA),
        (True, SemValor.NAO_SE_APLICA, Decisao.NAO, Decisao.SIM),
    ],
)
def test_evaluate_regra_follows_kleene(a: Any, b: Any, both: Decisao, either: Decisao) -> None:
    assert evaluate_regra(E((A, B)), {"a": a, "b": b}).decisao is both
    assert evaluate_regra(Ou((A, B)), {"a": a, "b": b}).decisao is either


def test_evaluate_regra_takes_an_absent_variable_as_unknown() -> None:
    avaliacao = evaluate_regra(Nao(A), {})
    assert avaliacao.decisao is Decisao.DESCONHECIDA
    assert avaliacao.desconhecidas == ("a",)


def test_evaluate_regra_names_the_conditions_that_decided() -> None:
    avaliacao = evaluate_regra(E((A, Ou((B, C)))), {"a": True, "b": False, "c": True})
    assert avaliacao.decisao is Decisao.SIM
    assert avaliacao.condicoes == (A, C)
    assert avaliacao.variaveis == ("a", "c")


def test_evaluate_regra_names_only_the_unknowns_that_matter() -> None:
    avaliacao = evaluate_regra(E((A, Ou((B, C)))), {"b": True})
    assert avaliacao.desconhecidas == ("a",)
    assert avaliacao.condicoes == ()


def test_not_equals_and_nao_differ_for_what_does_not_apply() -> None:
    fatos = {"a": SemValor.NAO_SE_APLICA}
    assert evaluate_regra(Condicao("a", Operador.NOT_EQUALS, valor=True), fatos).decisao is Decisao.NAO
    assert evaluate_regra(Nao(A), fatos).decisao is Decisao.SIM
