"""Figures of a classifier against counts made by hand and against what is known of made-up answers."""

from __future__ import annotations

import numpy as np
import pytest

from core.bert.medidas import (
    apply_softmax,
    choose_automacao,
    count_confusao,
    find_temperatura,
    list_curva,
    measure,
    measure_calibracao,
    measure_f1_macro,
)

ROTULOS = ("negado", "provido", "parcial")
VERDADE = np.array([0, 0, 0, 0, 1, 1, 2, 2])
PREVISTO = np.array([0, 0, 0, 1, 1, 0, 2, 1])


def answer(previsto: np.ndarray, sure: float = 0.8) -> np.ndarray:
    shares = np.full((len(previsto), 3), (1 - sure) / 2)
    shares[np.arange(len(previsto)), previsto] = sure
    return shares


def draw_logits(total: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose own probabilities the labels are drawn by: perfectly calibrated."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(size=(total, 3)) * 2
    shares = apply_softmax(logits)
    return logits, np.array([chance.choice(3, p=row) for row in shares])


def test_f1_macro_is_the_mean_of_the_labels() -> None:
    # negado 2*3/(4+4), provido 2*1/(2+3), parcial 2*1/(2+1)
    assert measure_f1_macro(count_confusao(VERDADE, PREVISTO, 3)) == pytest.approx((0.75 + 0.4 + 2 / 3) / 3)


def test_label_that_never_occurs_does_not_count() -> None:
    confusao = count_confusao(np.array([0, 1]), np.array([0, 1]), 3)
    assert measure_f1_macro(confusao) == 1.0


def test_card_has_every_figure_of_each_label() -> None:
    medidas = measure(ROTULOS, VERDADE, answer(PREVISTO))
    assert medidas.acuracia.valor == 5 / 8
    assert medidas.confusao == ((3, 1, 0), (1, 1, 0), (0, 1, 1))
    provido = medidas.por_rotulo[1]
    assert (provido.apoio, provido.precisao, provido.cobertura) == (2, pytest.approx(1 / 3), 0.5)


def test_interval_holds_the_figure_and_narrows_with_samples() -> None:
    few = measure(ROTULOS, VERDADE, answer(PREVISTO)).acuracia
    many = measure(ROTULOS, np.tile(VERDADE, 50), answer(np.tile(PREVISTO, 50))).acuracia
    assert few.minimo <= few.valor <= few.maximo
    assert many.maximo - many.minimo < (few.maximo - few.minimo) / 4


def test_interval_of_a_share_is_the_binomial_one() -> None:
    """Of 400 answers with 250 right the normal interval is 0.625 -+ 0.0474."""
    medida = measure(ROTULOS, np.tile(VERDADE, 50), answer(np.tile(PREVISTO, 50))).acuracia
    assert (medida.minimo, medida.maximo) == pytest.approx((0.5776, 0.6724), abs=0.01)


def test_no_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="no samples"):
        measure(ROTULOS, np.array([], dtype=np.int64), np.zeros((0, 3)))


def test_calibration_error_is_promise_less_outcome() -> None:
    ece, faixas = measure_calibracao(VERDADE, answer(PREVISTO))
    assert ece == pytest.approx(0.8 - 5 / 8)
    assert [(faixa.total, faixa.acuracia) for faixa in faixas] == [(8, 5 / 8)]


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_temperature_undoes_what_the_logits_were_multiplied_by(factor: float) -> None:
    logits, verdade = draw_logits(4000)
    assert find_temperatura(logits * factor, verdade) == pytest.approx(factor, rel=0.1)


def test_temperature_lowers_the_calibration_error() -> None:
    logits, verdade = draw_logits(4000)
    raw, _ = measure_calibracao(verdade, apply_softmax(logits * 3))
    cooled, _ = measure_calibracao(verdade, apply_softmax(logits * 3, find_temperatura(logits * 3, verdade)))
    assert cooled < raw / 4


def test_curve_goes_from_everything_to_the_surest() -> None:
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    curva = list_curva(np.array([0, 0, 1, 0]), shares)
    assert [(ponto.limiar, ponto.cobertura, ponto.precisao) for ponto in curva] == [
        (0.6, 1.0, 0.75),
        (0.7, 0.75, pytest.approx(2 / 3)),
        (0.8, 0.5, 1.0),
        (0.9, 0.25, 1.0),
    ]


def test_equal_probabilities_are_answered_together() -> None:
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4]])
    assert [ponto.cobertura for ponto in list_curva(np.array([0, 1, 0]), shares)] == [1.0, pytest.approx(2 / 3)]


def test_automation_answers_most_with_enough_precision() -> None:
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    curva = list_curva(np.array([0, 0, 1, 0]), shares)
    chosen = choose_automacao(curva, 0.95)
    assert chosen is not None
    assert (chosen.limiar, chosen.cobertura) == (0.8, 0.5)
    assert choose_automacao(curva[:2], 0.95) is None
