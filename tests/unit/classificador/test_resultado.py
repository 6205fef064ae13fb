"""From a lot's documents to what a run says, and from two runs to the verdict."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.classificador.avaliacao.domain import Comparacao, Veredito
from core.classificador.avaliacao.resultado import build_resultado, compare_resultados
from core.classificador.domain import EstadoDoLote
from core.prompts.domain import CategoriaDeClassificacao, Prompt, Subsistema
from tests.unit.classificador.gabaritos import build_avaliacao, build_casos, build_itens

CATEGORIAS = (
    CategoriaDeClassificacao("citacao", "Citação", "chama", is_protegida=True),
    CategoriaDeClassificacao("sentenca", "Sentença", "julga"),
    CategoriaDeClassificacao("outros", "Outros", "o resto"),
)
PROMPT = Prompt("triagem", 3, "{{categorias}}", "Triagem", Subsistema.CLASSIFICADOR, CATEGORIAS)
NOVO = replace(PROMPT, versao=4)
SLUGS = [categoria.slug for categoria in CATEGORIAS]
CASOS = build_casos([SLUGS[place % 3] for place in range(300)])


def answer(certeza: float, seed: int) -> list[str]:
    """What a prompt of this accuracy answers to every document; the same seed is the same luck."""
    numbers = random.Random(seed)
    given = []
    for caso in CASOS:
        is_right, wrong = numbers.random() < certeza, numbers.choice([s for s in SLUGS if s != caso.categoria])
        given.append(caso.categoria if is_right else wrong)
    return given


def compare(respostas_a: list[str], respostas_b: list[str], prompt_b: Prompt = NOVO) -> Comparacao:
    a = build_resultado(build_avaliacao(3), CASOS, build_itens(CASOS, respostas_a), PROMPT)
    b = build_resultado(build_avaliacao(4), CASOS, build_itens(CASOS, respostas_b, segundos=3.0), prompt_b)
    return compare_resultados(a, b, (PROMPT, prompt_b))


@pytest.mark.parametrize(
    ("certeza", "veredito"), [(0.92, Veredito.MELHOR), (0.55, Veredito.PIOR)], ids=["better", "worse"]
)
def test_a_planted_prompt_gets_its_verdict(certeza: float, veredito: Veredito) -> None:
    assert compare(answer(0.75, 1), answer(certeza, 2)).decisao.veredito is veredito


def test_an_equal_prompt_is_not_called_better_in_more_than_five_of_a_hundred_runs() -> None:
    base = answer(0.8, 1)
    better = [compare(base, answer(0.8, seed)).decisao.veredito is Veredito.MELHOR for seed in range(2, 42)]
    assert sum(better) <= 2


@pytest.mark.parametrize(
    ("changes", "is_pronta"),
    [
        ({"estado": EstadoDoLote.COM_ERRO, "feitos": 16}, True),
        ({"estado": EstadoDoLote.COM_ERRO, "feitos": 9}, False),
        ({"estado": EstadoDoLote.COM_ERRO, "feitos": 16, "is_interrompida": True}, False),
        ({"estado": EstadoDoLote.CANCELADO, "feitos": 16}, False),
        ({"estado": EstadoDoLote.EM_ANDAMENTO, "feitos": 16}, False),
    ],
    ids=["no valid answer", "not all asked", "service away", "cancelled", "at work"],
)
def test_a_run_that_asked_of_every_document_is_a_result(changes: dict[str, Any], *, is_pronta: bool) -> None:
    assert build_avaliacao(3, total=16, **changes).is_pronta is is_pronta


def test_the_same_answers_twice_tie() -> None:
    comparacao = compare(answer(0.8, 1), answer(0.8, 1))
    assert comparacao.decisao.veredito is Veredito.EMPATE
    assert comparacao.discordantes == ()


def test_every_document_answered_differently_is_listed_with_both_answers() -> None:
    right = [caso.categoria for caso in CASOS]
    one_wrong = ["outros", *right[1:]]
    (only,) = compare(right, one_wrong).discordantes
    assert (only.a.nome, only.a.certa, only.a.resposta, only.b.resposta) == (
        "caso-1.txt",
        "citacao",
        "citacao",
        "outros",
    )


@pytest.mark.parametrize("outage", ["E502", "E601", "E607", "E621"])
def test_an_answer_that_is_no_answer_is_wrong_and_an_outage_counts_for_nothing(outage: str) -> None:
    right = [caso.categoria for caso in CASOS]
    run = build_resultado(build_avaliacao(3), CASOS, build_itens(CASOS, ["E605", outage, *right[2:]]), PROMPT)
    assert run.nao_contados == 1
    assert (run.matriz.total, run.matriz.acertos) == (299, 298)
    comparacao = compare(["E605", outage, *right[2:]], right)
    assert (comparacao.tabela.total, comparacao.tabela.so_b) == (299, 1)


def test_cost_and_time_stand_beside_each_other() -> None:
    comparacao = compare(answer(0.8, 1), answer(0.8, 1))
    assert comparacao.a.gasto.por_mil_brl == Decimal("2.000")
    assert (comparacao.custo_por_mil_brl, comparacao.segundos_p50) == (Decimal(0), 2.0)


def test_a_better_prompt_that_misses_one_more_of_a_protected_class_may_not_be_promoted() -> None:
    right = [caso.categoria for caso in CASOS]
    missing = ["outros" if place == 0 else categoria for place, categoria in enumerate(right)]
    comparacao = compare([c if c == "citacao" else "outros" for c in right], missing)
    assert comparacao.decisao.veredito is Veredito.MELHOR
    assert "“Citação”" in comparacao.bloqueio


def test_taking_the_protection_away_does_not_open_the_way() -> None:
    right = [caso.categoria for caso in CASOS]
    open_door = replace(PROMPT, versao=4, categorias=tuple(replace(one, is_protegida=False) for one in CATEGORIAS))
    assert compare(right, ["outros", *right[1:]], open_door).bloqueio


def test_the_sides_are_named_by_what_differs() -> None:
    right = [caso.categoria for caso in CASOS]
    assert "a versão 3 e a versão 4" in compare(right, right).frase
    run = build_resultado(build_avaliacao(3), CASOS, build_itens(CASOS, right), PROMPT)
    pro = replace(run.avaliacao, pedido=replace(run.avaliacao.pedido, modelo="gemini-2.5-pro"))
    other = replace(run, avaliacao=pro)
    assert (
        "o modelo gemini-2.5-flash e o modelo gemini-2.5-pro" in compare_resultados(run, other, (PROMPT, PROMPT)).frase
    )
