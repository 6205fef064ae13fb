"""Rules and conditions over the library's variables: what is refused, where, and in which words."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from core.prompts.comparacao import Decisao, ValorDaCondicao, compare
from core.prompts.descricao import describe_regra
from core.prompts.padroes import MAX_PADRAO, explain_padrao
from core.prompts.regras import Condicao, E, Nao, Operador, Ou
from core.prompts.seeds import load_seeds
from core.prompts.validacao import Campo, validate_condicoes, validate_regra
from tests.unit.prompts.strategies import VARIAVEIS


@pytest.mark.parametrize(
    ("slug", "operador", "valor", "campo", "reason"),
    [
        ("pedi", "equals", True, Campo.VARIAVEL, "não existe, “pedi”; você quis dizer “pede”"),
        ("zzzzzz", "exists", None, Campo.VARIAVEL, "não existe, “zzzzzz”"),
        ("pede", "greater_than", 1, Campo.OPERADOR, "“é maior que” não serve para “pede”, que é sim ou não"),
        ("conclusao", "contains", "fav", Campo.OPERADOR, "“contém” não serve"),
        ("idade", "matches_regex", "a", Campo.OPERADOR, "não serve para “idade”, que é número"),
        ("pede", "equals", "talvez", Campo.VALOR, "esperava sim ou não"),
        ("conclusao", "in_list", ("favorável", "outra"), Campo.VALOR, "“outra” não é uma das opções"),
        ("itens", "equals", "muletas", Campo.VALOR, "“muletas” não é uma das opções"),
        ("valor", "equals", "muito", Campo.VALOR, "esperava um número"),
        ("valor", "equals", True, Campo.VALOR, "esperava um número, como 10.000,00, e está “sim”"),
        ("valor", "greater_than", "2024-09-19", Campo.VALOR, "esperava um número"),
        ("ajuizamento", "greater_than", 2024, Campo.VALOR, "esperava uma data"),
        ("ajuizamento", "equals", "31/02/2024", Campo.VALOR, "esperava uma data"),
        ("doenca", "contains", " ", Campo.VALOR, "esperava um texto"),
        ("doenca", "matches_regex", "(", Campo.VALOR, "expressão regular"),
    ],
)
def test_validate_regra_names_place_and_reason(
    slug: str, operador: str, valor: ValorDaCondicao, campo: Campo, reason: str
) -> None:
    wrong = Condicao(slug, Operador(operador), valor)
    right = Condicao("pede", Operador.EQUALS, valor=True)
    (problem,) = validate_regra(E((right, Nao(Ou((right, wrong))))), VARIAVEIS)
    assert (problem.caminho, problem.campo) == ((1, 1), campo)
    assert reason in problem.motivo
    assert str(problem).startswith("Item 2.2: ")


def test_validate_regra_takes_an_option_in_any_spelling() -> None:
    assert validate_regra(Condicao("conclusao", Operador.EQUALS, "FAVORAVEL"), VARIAVEIS) == ()


def test_seed_library_is_valid() -> None:
    seeds = load_seeds()
    variaveis = {v.slug: v for categoria in seeds.categorias for v in categoria.variaveis}
    rules = [(m.slug, m.regra) for m in seeds.modulos if m.regra]
    assert [(slug, validate_regra(regra, variaveis)) for slug, regra in rules if validate_regra(regra, variaveis)] == []
    assert validate_condicoes(variaveis) == ()


def test_validate_condicoes_finds_unknown_wrong_type_and_cycles() -> None:
    variaveis = {
        slug: replace(VARIAVEIS[slug], condicao=condicao)
        for slug, condicao in {
            "pede": "idoso",
            "idoso": "pede",
            "valor": "pede",
            "idade": "valor",
            "itens": "pedes",
        }.items()
    }
    reasons = {problem.variavel: problem.motivo for problem in validate_condicoes(variaveis)}
    assert reasons == {
        "pede": "depende de si mesma: pede → idoso → pede",
        "idoso": "depende de si mesma: idoso → pede → idoso",
        "idade": "depende de “valor”, que não é uma pergunta de sim ou não",
        "itens": "depende de uma variável que não existe, “pedes”; você quis dizer “pede”",
    }


@pytest.mark.parametrize(
    "padrao",
    ["(", "a" * (MAX_PADRAO + 1), "((a{100}){100}){100}", "(a{1000}){1000}", "(?:abc){e<=3}", "(?R)", "a{,5}" * 2],
)
def test_pattern_without_bounds_is_refused_and_never_tried(padrao: str) -> None:
    assert explain_padrao(padrao)
    assert compare(Operador.MATCHES_REGEX, "abc", padrao) is Decisao.DESCONHECIDA


def test_pattern_that_backtracks_for_ever_leaves_the_condition_unknown() -> None:
    began = time.process_time()
    assert compare(Operador.MATCHES_REGEX, "a" * 60 + "b", r"^(a|a)*(a|a)*$") is Decisao.DESCONHECIDA
    assert time.process_time() - began < 5


def test_describe_regra_is_one_sentence() -> None:
    regra = E(
        (
            Condicao("pede", Operador.EQUALS, valor=True),
            Ou(
                (
                    Condicao("valor", Operador.GREATER_THAN, 10_000),
                    Nao(Condicao("ajuizamento", Operador.LESS_THAN, "2024-09-19")),
                )
            ),
        )
    )
    assert describe_regra(regra, VARIAVEIS) == (
        "Quando “Pergunta pede?” é sim e (“Pergunta valor?” é maior que R$ 10.000,00 ou "
        "não vale que “Pergunta ajuizamento?” é antes de 19/09/2024)."
    )
