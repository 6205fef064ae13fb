"""The first and the last tokens of a text, as a counter of four letters a token has them."""

from __future__ import annotations

import pytest

from core.classificador.domain import Corte, ModoDoCorte
from core.classificador.trabalho.corte import cut_texto

TEXTO = " ".join(f"palavra{n}" for n in range(2_000))
PRIMEIROS, ULTIMOS = Corte(ModoDoCorte.PRIMEIROS, 500), Corte(ModoDoCorte.ULTIMOS, 500)


class Counter:
    """Counts like a model with so many letters a token, and how often it was asked."""

    def __init__(self, letters: float = 4.0) -> None:
        self.letters, self.asked = letters, 0

    def __call__(self, texto: str) -> int:
        self.asked += 1
        return int(-(-len(texto) // self.letters))


@pytest.mark.parametrize("letters", [1.0, 2.7, 4.0, 7.9, 11.0])
@pytest.mark.parametrize("corte", [PRIMEIROS, ULTIMOS], ids=["first", "last"])
def test_a_cut_has_at_most_the_tokens_and_hardly_fewer(corte: Corte, letters: float) -> None:
    counter = Counter(letters)
    cut = cut_texto(TEXTO, corte, counter)
    assert 0.95 * corte.tokens <= Counter(letters)(cut) <= corte.tokens
    assert counter.asked <= 6


def test_the_first_tokens_are_the_beginning_and_the_last_the_end_without_torn_words() -> None:
    first, last = cut_texto(TEXTO, PRIMEIROS, Counter()), cut_texto(TEXTO, ULTIMOS, Counter())
    words = TEXTO.split()
    assert first.split() == words[: len(first.split())]
    assert last.split() == words[-len(last.split()) :]


def test_a_short_text_is_not_even_counted() -> None:
    counter = Counter()
    assert cut_texto("Duas palavras.", PRIMEIROS, counter) == "Duas palavras."
    assert cut_texto(TEXTO, Corte(), counter) == TEXTO
    assert counter.asked == 0


def test_a_text_that_fits_stays_whole() -> None:
    assert cut_texto(TEXTO, Corte(ModoDoCorte.PRIMEIROS, 10_000), Counter()) == TEXTO


def test_one_word_without_a_space_is_torn_rather_than_lost() -> None:
    cut = cut_texto("x" * 10_000, Corte(ModoDoCorte.ULTIMOS, 100), Counter())
    assert 300 < len(cut) <= 400
