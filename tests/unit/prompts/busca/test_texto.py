"""The words of a question in a text: pieces around them, the word still being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prompts.busca.repository import Pergunta
from core.prompts.busca.service import split_consulta
from core.prompts.busca.texto import cut_trecho

LONGO = "## Título\n\nO **laudo** particular não basta. " + "Texto de enchimento sem nada. " * 20 + "Cabe a internação."


@pytest.mark.parametrize(
    ("consulta", "shown"),
    [("laudos", ["laudo"]), ("internacoes", ["internação"]), ("LAUDO titulo", ["Título", "laudo"]), ("xyz", [])],
)
def test_the_words_are_shown_where_they_stand(consulta: str, shown: list[str]) -> None:
    trecho = cut_trecho(LONGO, consulta)
    assert [trecho.texto[start:end] for start, end in trecho.destaques] == shown
    assert len(trecho.texto) < 200


def test_a_piece_is_one_line_without_markup_and_says_that_there_is_more() -> None:
    trecho = cut_trecho(LONGO, "laudo")
    assert trecho.texto.startswith("Título O laudo particular")
    assert trecho.texto.endswith(" …")
    assert cut_trecho(LONGO, "internação").texto.startswith("… ")


@given(st.text(), st.text())
def test_every_text_has_a_piece_for_every_question(texto: str, consulta: str) -> None:
    trecho = cut_trecho(texto, consulta)
    assert all(0 <= start < end <= len(trecho.texto) for start, end in trecho.destaques)


@pytest.mark.parametrize(
    ("consulta", "pergunta"),
    [
        ("tutela de urgên", Pergunta("tutela de", "urgên", "urgen")),
        ("sus", Pergunta("", "sus", "sus")),
        ("fim de", Pergunta("fim", "de")),
        ("art. 196", Pergunta("art.", "196", "196")),
        ("off-label", Pergunta("", "off-label")),
    ],
)
def test_only_the_last_word_may_be_the_beginning_of_another(consulta: str, pergunta: Pergunta) -> None:
    assert split_consulta(consulta) == pergunta
