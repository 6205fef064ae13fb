"""The word difference: both texts can be read from it, and it stays readable and fast."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pecas.edicao.diferenca import compare_palavras, join_textos
from core.prompts.modulos.diferenca import Sinal

TEXTS = st.text(alphabet="ab é.\n", max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(antes: str, depois: str) -> None:
    pieces = compare_palavras(antes, depois)
    assert "".join(piece.texto for piece in pieces if piece.sinal is not Sinal.ENTROU) == antes
    assert "".join(piece.texto for piece in pieces if piece.sinal is not Sinal.SAIU) == depois


@pytest.mark.parametrize(
    ("antes", "depois", "signs"),
    [
        ("o réu deve", "o réu não deve", ["=o réu ", "+não ", "=deve"]),
        ("valor de R$ 10", "valor de R$ 20", ["=valor de R$ ", "-10", "+20"]),
        ("um dois três", "um vinte trinta três", ["=um ", "-dois", "+vinte trinta", "= três"]),
        ("a b c d", "x y z d", ["-a b c", "+x y z", "= d"]),
        ("igual", "igual", ["=igual"]),
        ("", "", []),
    ],
    ids=["inserted", "digit", "grown", "rewritten", "equal", "empty"],
)
def test_difference_reads_by_words(antes: str, depois: str, signs: list[str]) -> None:
    marks = {Sinal.IGUAL: "=", Sinal.SAIU: "-", Sinal.ENTROU: "+"}
    assert [marks[piece.sinal] + piece.texto for piece in compare_palavras(antes, depois)] == signs


def test_joined_texts_hold_every_line_of_both() -> None:
    joined = join_textos("igual\nde lá\nfim", "igual\nde cá\nfim\nmais")
    assert joined == "igual\nde lá\nde cá\nfim\nmais\n"


@given(TEXTS, TEXTS)
def test_joining_loses_no_line(deles: str, meu: str) -> None:
    lines = set(join_textos(deles, meu).splitlines())
    assert set(deles.splitlines()) | set(meu.splitlines()) == lines


def test_difference_of_twenty_pages_takes_no_second() -> None:
    dice = random.Random(7)
    words = [dice.choice(["de", "a", "lei", "autor", "réu", "juiz"]) + str(dice.randint(0, 300)) for _ in range(8000)]
    antes, depois = " ".join(words), " ".join(dice.sample(words, len(words)))
    began = time.perf_counter()
    compare_palavras(antes, depois)
    assert time.perf_counter() - began < 1
