"""Batches of like length: the same again, every text once, little padding."""

from __future__ import annotations

import numpy as np
import pytest

from core.bert.domain import PesoDasClasses
from core.bert.pesos import weigh_rotulos
from core.bert.training.lotes import build_bloco, iterate_by_size, list_lotes

TAMANHOS = np.random.default_rng(5).lognormal(4.7, 0.7, size=2000).astype(int).clip(3, 512)
"""Like the court summaries: half of them under 110 pieces, a tenth above 285."""


def share_of_padding(lotes: list[np.ndarray]) -> float:
    real = sum(TAMANHOS[lote].sum() for lote in lotes)
    return float(1 - real / sum(TAMANHOS[lote].max() * len(lote) for lote in lotes))


def test_every_text_comes_once() -> None:
    lotes = list_lotes(TAMANHOS, 16, seed=1, epoca=0)
    assert sorted(np.concatenate(lotes)) == list(range(2000))


def test_same_seed_and_epoch_give_the_same_batches_again() -> None:
    first, again = (list_lotes(TAMANHOS, 16, seed=1, epoca=3) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


@pytest.mark.parametrize(("seed", "epoca"), [(2, 0), (1, 1)])
def test_another_seed_or_epoch_gives_others(seed: int, epoca: int) -> None:
    first, other = list_lotes(TAMANHOS, 16, seed=1, epoca=0), list_lotes(TAMANHOS, 16, seed=seed, epoca=epoca)
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_padding_is_a_few_per_cent_where_chance_wastes_half() -> None:
    order = np.random.default_rng(1).permutation(2000)
    assert share_of_padding([order[start : start + 16] for start in range(0, 2000, 16)]) > 0.45
    assert share_of_padding(list_lotes(TAMANHOS, 16, seed=1, epoca=0)) < 0.07


def test_batches_do_not_come_by_length() -> None:
    lengths = [TAMANHOS[lote].mean() for lote in list_lotes(TAMANHOS, 16, seed=1, epoca=0)]
    assert abs(np.corrcoef(lengths, np.arange(len(lengths)))[0, 1]) < 0.3


def test_answers_are_asked_in_blocks_of_bounded_size() -> None:
    blocks = list(iterate_by_size(TAMANHOS, 2048))
    assert sorted(np.concatenate(blocks)) == list(range(2000))
    assert all(len(block) == 1 or len(block) * TAMANHOS[block].max() <= 2048 for block in blocks)


def test_block_marks_padding_and_averages_the_windows_of_a_text() -> None:
    windows = [np.array(one, dtype=np.int32) for one in ([5, 6, 7], [8, 9], [4])]
    bloco = build_bloco([windows[:2], windows[2:]], 0)
    assert bloco.pecas.tolist() == [[5, 6, 7], [8, 9, 0], [4, 0, 0]]
    assert bloco.mascara.sum(axis=1).tolist() == [3, 2, 1]
    assert bloco.media.tolist() == [[0.5, 0.5, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("pesos", "expected"),
    [
        (PesoDasClasses.NENHUM, [1, 1, 1]),
        (PesoDasClasses.BALANCEADO, [12 / 16, 12 / 8, 1]),
        (PesoDasClasses.RAIZ, [0.75**0.5, 1.5**0.5, 1]),
    ],
)
def test_rare_labels_count_more(pesos: PesoDasClasses, expected: list[float]) -> None:
    """Of twelve samples eight are of the first label and four of the second; of the third there is none."""
    verdade = np.array([0] * 8 + [1] * 4)
    assert weigh_rotulos(verdade, 3, pesos).tolist() == pytest.approx(expected)


def test_batches_of_few_texts_mix_lengths_and_so_labels() -> None:
    """Sorted as a whole, each batch would hold one of the two lengths."""
    tamanhos = [8, 10] * 42
    lotes = list_lotes(tamanhos, 16, seed=1, epoca=0)
    mixed = [len({tamanhos[place] for place in lote}) for lote in lotes if len(lote) > 4]
    assert mixed == [2] * len(mixed)
