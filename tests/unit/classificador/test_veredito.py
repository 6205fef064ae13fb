"""Planted better, worse and equal versions get the right verdict; one that is no better is hardly ever promoted."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable

import pytest

from core.classificador.avaliacao.domain import Decisao, Veredito
from core.classificador.avaliacao.veredito import MARGEM, decide, find_perdas, tell_bloqueio, tell_veredito
from core.classificador.estatistica import Intervalo, Pareada, build_matriz, build_pareada
from core.prompts.domain import CategoriaDeClassificacao

TIMES = 400
CITACAO = CategoriaDeClassificacao("citacao", "Citação", "chama o Estado ao processo", is_protegida=True)


def plant(certeza_a: float, certeza_b: float, casos: int, *, comum: float = 0.8) -> Callable[[random.Random], Pareada]:
    """Two versions of these accuracies; ``comum`` of the documents are as hard for one as for the other."""

    def draw(numbers: random.Random) -> Pareada:
        rights = []
        for _ in range(casos):
            place = numbers.random()
            other = place if numbers.random() < comum else numbers.random()
            rights.append((place < certeza_a, other < certeza_b))
        return build_pareada([a for a, _ in rights], [b for _, b in rights])

    return draw


def count_vereditos(draw: Callable[[random.Random], Pareada]) -> Counter[Veredito]:
    numbers = random.Random(20261123)
    return Counter(decide(draw(numbers)).veredito for _ in range(TIMES))


@pytest.mark.parametrize("casos", [40, 120, 400])
@pytest.mark.parametrize("certeza", [0.6, 0.9])
def test_an_equal_version_is_called_better_in_at_most_five_of_a_hundred_comparisons(casos: int, certeza: float) -> None:
    vereditos = count_vereditos(plant(certeza, certeza, casos))
    assert vereditos[Veredito.MELHOR] <= 0.05 * TIMES
    assert vereditos[Veredito.PIOR] <= 0.05 * TIMES


@pytest.mark.parametrize("casos", [40, 120, 400])
def test_a_worse_version_is_never_called_better(casos: int) -> None:
    assert count_vereditos(plant(0.88, 0.80, casos))[Veredito.MELHOR] == 0


def test_a_better_version_is_seen_with_enough_documents() -> None:
    assert count_vereditos(plant(0.80, 0.90, 400))[Veredito.MELHOR] >= 0.95 * TIMES


def test_a_worse_version_is_seen_with_enough_documents() -> None:
    assert count_vereditos(plant(0.90, 0.80, 400))[Veredito.PIOR] >= 0.95 * TIMES


def test_equal_versions_tie_with_enough_documents() -> None:
    assert count_vereditos(plant(0.9, 0.9, 1_500))[Veredito.EMPATE] >= 0.8 * TIMES


def test_a_difference_as_large_as_the_margin_is_hardly_ever_a_tie() -> None:
    vereditos = count_vereditos(plant(0.85, 0.85 + MARGEM, 400))
    assert vereditos[Veredito.EMPATE] <= 0.07 * TIMES


@pytest.mark.parametrize("total", [60, 200])
def test_the_interval_never_contradicts_the_verdict(total: int) -> None:
    for so_a, so_b in itertools.product(range(24), repeat=2):
        decisao = decide(Pareada(total - so_a - so_b, so_a, so_b, 0))
        ends = decisao.intervalo
        if decisao.veredito is Veredito.EMPATE:
            assert max(-ends.inferior, ends.superior) < MARGEM, (so_a, so_b)
            continue
        is_seen = decisao.veredito is not Veredito.NAO_DA_PARA_SABER
        assert is_seen == (ends.inferior > 0 or ends.superior < 0), (so_a, so_b)


def test_few_documents_leave_it_open_and_say_how_many_are_missing() -> None:
    decisao = decide(Pareada(20, 1, 3, 2))
    assert decisao.veredito is Veredito.NAO_DA_PARA_SABER
    assert decisao.faltam > 50
    assert decisao.faltam % 10 == 0


def test_the_missing_documents_bring_a_verdict_when_what_was_seen_goes_on() -> None:
    seen = Pareada(80, 4, 9, 7)
    decisao = decide(seen)
    assert decisao.veredito is Veredito.NAO_DA_PARA_SABER
    times = (seen.total + decisao.faltam) / seen.total
    counts = (seen.ambos, seen.so_a, seen.so_b, seen.nenhum)
    assert decide(Pareada(*(round(count * times) for count in counts))).veredito is Veredito.MELHOR


def test_no_document_at_all_leaves_it_open() -> None:
    assert decide(Pareada(0, 0, 0, 0)).faltam >= 200


def test_a_verdict_misses_no_document() -> None:
    for tabela in (Pareada(300, 5, 40, 10), Pareada(300, 40, 5, 10), Pareada(900, 3, 3, 20)):
        assert decide(tabela).faltam == 0


@pytest.mark.parametrize(
    ("veredito", "faltam", "begins"),
    [
        (Veredito.MELHOR, 0, "Melhor: a versão 4 acerta mais que a versão 3."),
        (Veredito.PIOR, 0, "Pior: a versão 4 acerta menos que a versão 3."),
        (Veredito.EMPATE, 0, "Empate: a versão 3 e a versão 4 diferem em menos de 5 pontos."),
        (Veredito.NAO_DA_PARA_SABER, 120, "Ainda não dá para saber: faltam cerca de 120 casos."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_the_verdict_is_told_in_words(veredito: Veredito, faltam: int, begins: str) -> None:
    decisao = Decisao(veredito, 0.5, Intervalo(-0.012, 0.06), faltam)
    frase = tell_veredito(decisao, Pareada(70, 3, 7, 20), ("a versão 3", "a versão 4"))
    assert frase.startswith(begins)
    assert "Em 100 casos, só a versão 4 acertou 7 e só a versão 3 acertou 3" in frase
    assert "−1,2 e +6,0 pontos" in frase


def test_finding_fewer_of_a_protected_class_is_a_loss_even_where_the_rest_gets_better() -> None:
    certas = ["citacao"] * 10 + ["outros"] * 90
    atual = build_matriz(certas, ["citacao"] * 10 + ["citacao"] * 30 + ["outros"] * 60)
    nova = build_matriz(certas, ["citacao"] * 9 + ["outros"] * 91)
    assert nova.acuracia > atual.acuracia
    perdas = find_perdas(atual, nova, (CITACAO,), frozenset({"citacao", "outros"}))
    assert [(perda.acertos_a, perda.acertos_b) for perda in perdas] == [(10, 9)]
    assert "“Citação”: de 10 documentos, a atual acerta 10 e a nova 9" in tell_bloqueio(perdas)


def test_calling_everything_a_protected_class_is_a_loss_too() -> None:
    certas = ["citacao"] * 10 + ["outros"] * 10
    atual = build_matriz(certas, ["citacao"] * 9 + ["outros"] * 11)
    nova = build_matriz(certas, ["citacao"] * 20)
    assert len(find_perdas(atual, nova, (CITACAO,), frozenset({"citacao", "outros"}))) == 1


def test_a_protected_class_that_the_new_version_does_not_know_is_a_loss() -> None:
    matriz = build_matriz(["outros"], ["outros"])
    perdas = find_perdas(matriz, matriz, (CITACAO,), frozenset({"outros"}))
    assert "“Citação” não existe na versão nova" in tell_bloqueio(perdas)


def test_nothing_stands_in_the_way_of_a_version_that_keeps_the_protected_class() -> None:
    certas = ["citacao"] * 10 + ["outros"] * 10
    atual = build_matriz(certas, ["citacao"] * 8 + ["outros"] * 12)
    nova = build_matriz(certas, ["citacao"] * 9 + ["outros"] * 11)
    assert find_perdas(atual, nova, (CITACAO,), frozenset({"citacao", "outros"})) == ()
    assert tell_bloqueio(()) == ""
