"""What the court prints around a page is no part of it."""

from __future__ import annotations

import pytest

from core.processos.leitura.moldura import cut_frame, find_frame


def test_repeated_edges_go_and_the_body_stays():
    pages = [f"ESTADO DE EXEMPLO\nCorpo da página número {word}.\nfim {word}\n{n} / 9" for n, word in enumerate("abcd")]
    frame = find_frame(pages)
    assert [cut_frame(page, frame) for page in pages] == [f"Corpo da página número {w}.\nfim {w}" for w in "abcd"]


def test_two_pages_are_too_few_to_know_a_frame():
    assert find_frame(["igual\na", "igual\nb"]) == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "fls. 12",
        "Fl. nº 3",
        "Página 3 de 10",
        "Este documento é cópia do original, assinado digitalmente por FULANO.",
        "Para conferir o original, acesse o site https://tribunal.example/x",
        "informe o processo 0801234-56.2024.8.12.0001 e código ABC.",
    ],
)
def test_stamp_goes_even_from_a_single_page(line: str):
    assert cut_frame(f"Corpo.\n{line}", frozenset()) == "Corpo."


@pytest.mark.parametrize("line", ["conforme fls. 12 e 13 dos autos", "A página 3 do laudo é clara.", "196"])
def test_sentence_that_mentions_a_leaf_stays(line: str):
    assert cut_frame(line, frozenset()) == line
