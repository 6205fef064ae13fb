"""Figures of classifications, beside those of scipy and numpy over random tables."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import binomtest, norm

from core.classificador.estatistica import (
    SEM_RESPOSTA,
    Pareada,
    build_matriz,
    build_pareada,
    compute_exato,
    compute_p_de_mcnemar,
    compute_tango,
    estimate_casos,
)

TABLES = 1_000


def draw_pareadas(seed: int) -> list[Pareada]:
    """Tables of every size up to 800 documents, with few and with many discordant ones."""
    numbers = random.Random(seed)
    tables = []
    for _ in range(TABLES):
        total, split = numbers.randint(1, 800), sorted(numbers.random() ** 2 for _ in range(3))
        cuts = [round(total * place) for place in split]
        tables.append(Pareada(cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], total - cuts[2]))
    return tables


def test_mcnemar_is_that_of_scipy_over_random_tables() -> None:
    for tabela in draw_pareadas(1):
        expected = binomtest(tabela.so_b, tabela.discordantes).pvalue if tabela.discordantes else 1.0
        assert compute_p_de_mcnemar(tabela.so_a, tabela.so_b) == pytest.approx(expected, rel=1e-9), tabela


def test_the_exact_interval_is_that_of_scipy_over_random_tables() -> None:
    for tabela in draw_pareadas(2)[:30]:
        found = compute_exato(tabela)
        if not tabela.discordantes:
            assert found.inferior == found.superior == 0.0
            continue
        expected = binomtest(tabela.so_b, tabela.discordantes).proportion_ci(0.95, method="exact")
        share = tabela.discordantes / tabela.total
        ends = (share * (2 * expected.low - 1), share * (2 * expected.high - 1))
        assert (found.inferior, found.superior) == pytest.approx(ends, abs=1e-6), tabela


def test_measures_are_those_of_numpy_over_random_answers() -> None:
    numbers = np.random.default_rng(3)
    for _ in range(TABLES):
        total, classes = int(numbers.integers(1, 60)), int(numbers.integers(1, 6))
        certas, dadas = numbers.integers(0, classes, (2, total))
        matriz = build_matriz([f"c{one}" for one in certas], [f"c{one}" for one in dadas])
        assert matriz.acuracia == pytest.approx(np.mean(certas == dadas))
        scores = []
        for one in sorted({*certas.tolist(), *dadas.tolist()}):
            medidas = next(item for item in matriz.medidas if item.classe == f"c{one}")
            right = np.sum((certas == one) & (dadas == one))
            precisao = right / max(np.sum(dadas == one), 1)
            cobertura = right / max(np.sum(certas == one), 1)
            assert (medidas.precisao, medidas.cobertura) == pytest.approx((precisao, cobertura))
            scores.append(2 * precisao * cobertura / (precisao + cobertura) if right else 0.0)
            assert medidas.f1 == pytest.approx(scores[-1])
        assert matriz.macro_f1 == pytest.approx(np.mean(scores))


def score(tabela: Pareada, diferenca: float) -> float:
    """Tango's statistic from its definition: the share of "only A" that is most likely is looked for by numbers."""
    n, b, c = tabela.total, tabela.so_b, tabela.so_a

    def unlikely(share: float) -> float:
        parts = ((b, share + diferenca), (c, share), (n - b - c, 1 - 2 * share - diferenca))
        return -sum(count * np.log(max(value, 1e-300)) for count, value in parts if count)

    bounds = (max(0.0, -diferenca) + 1e-12, (1 - diferenca) / 2 - 1e-12)
    share = minimize_scalar(unlikely, bounds=bounds, method="bounded", options={"xatol": 1e-10}).x
    return (b - c - n * diferenca) / np.sqrt(n * (2 * share + diferenca * (1 - diferenca)))


@pytest.mark.parametrize("confianca", [0.9, 0.95])
def test_tango_ends_where_its_own_definition_does(confianca: float) -> None:
    z = norm.ppf((1 + confianca) / 2)
    tables = [one for one in draw_pareadas(4) if one.so_a > 0 and one.so_b > 0 and one.total > 20]
    for tabela in tables[:20]:
        found = compute_tango(tabela, confianca=confianca)
        assert score(tabela, found.inferior) == pytest.approx(z, abs=0.01), tabela
        assert score(tabela, found.superior) == pytest.approx(-z, abs=0.01), tabela


def test_tango_without_any_discordance_is_as_wide_as_its_closed_form() -> None:
    """With nothing discordant the score of an end d is n·d / √(n·d·(1−d)), so the end is z² / (n + z²)."""
    z = norm.ppf(0.975)
    found = compute_tango(Pareada(50, 0, 0, 10))
    assert found.superior == pytest.approx(z**2 / (60 + z**2), abs=1e-6)
    assert found.inferior == pytest.approx(-found.superior, abs=1e-6)


@pytest.mark.parametrize(
    ("diferenca", "discordancia", "casos", "poder"),
    [(0.05, 0.115, 400, 0.84), (0.08, 0.15, 200, 0.84)],
    ids=["five points", "eight points"],
)
def test_casos_agree_with_the_offices_rule_of_thumb(
    diferenca: float, discordancia: float, casos: int, poder: float
) -> None:
    assert estimate_casos(diferenca, discordancia, poder=poder) == pytest.approx(casos, rel=0.05)


def test_estimated_casos_bring_the_power_that_was_asked_for() -> None:
    diferenca, discordancia = 0.08, 0.16
    total = estimate_casos(diferenca, discordancia, poder=0.8)
    numbers = np.random.default_rng(5)
    so_b = (discordancia + diferenca) / 2
    drawn = numbers.multinomial(total, [so_b, discordancia - so_b, 1 - discordancia], size=600)
    seen = np.mean([compute_p_de_mcnemar(int(c), int(b)) < 0.05 for b, c, _ in drawn])
    assert 0.72 < seen < 0.86


def test_no_answer_is_a_column_of_its_own_and_no_class() -> None:
    matriz = build_matriz(["a", "a", "b"], ["a", SEM_RESPOSTA, "b"], ["b", "a"])
    assert matriz.classes == ("b", "a", SEM_RESPOSTA)
    assert matriz.contagens == ((1, 0, 0), (0, 1, 1), (0, 0, 0))
    assert [one.classe for one in matriz.medidas] == ["b", "a"]
    assert matriz.acuracia == pytest.approx(2 / 3)


def test_nothing_is_known_of_no_document() -> None:
    assert compute_tango(build_pareada([], [])).inferior == -1.0
    assert build_matriz([], []).macro_f1 == 0.0
    with pytest.raises(ValueError, match="zero"):
        estimate_casos(0.0, 0.1)
