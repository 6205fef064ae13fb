"""Sentences of a draft, the part they stand in, and which of them must say where they come from."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conferencia.frases import Parte, is_de_fato, list_frases


@pytest.mark.parametrize(
    ("titulo", "parte"),
    [
        ("## Síntese da petição inicial", Parte.FATOS),
        ("## I – DOS FATOS", Parte.FATOS),
        ("## Dos pedidos da inicial", Parte.FATOS),
        ("## Mérito", Parte.RAZOES),
        ("## Da improcedência dos pedidos", Parte.RAZOES),
        ("## IV. Dos pedidos", Parte.PEDIDOS),
        ("## Requerimentos finais", Parte.PEDIDOS),
        ("### Pedidos", Parte.ABERTURA),
    ],
)
def test_part_is_told_by_the_heading_of_its_section(titulo: str, parte: Parte) -> None:
    [frase] = list_frases(f"{titulo}\n\nTexto da seção.")
    assert frase.parte is parte


@pytest.mark.parametrize(
    ("texto", "frases"),
    [
        ("Um. Dois.", ["Um.", "Dois."]),
        ("Vide art. 5º da Lei n. 8.080. O Dr. Fulano viu", ["Vide art. 5º da Lei n. 8.080.", "O Dr. Fulano viu"]),
        ("Disse: “Não veio.” Depois saiu.", ["Disse: “Não veio.”", "Depois saiu."]),
        ("- um\n- dois", ["- um", "- dois"]),
        ("a) um;\nb) dois.", ["a) um;", "b) dois."]),
        ("linha um\nlinha dois", ["linha um\nlinha dois"]),
        ("Veja:\n> “Citado.”\n> (fl. 2)", ["Veja:", "“Citado.”\n> (fl. 2)"]),
        ("| a | b |\n|---|---|", ["| a | b |", "|---|---|"]),
        ("### Título\ntexto", ["texto"]),
    ],
    ids=["two", "short words", "quotation", "list", "letters", "lines", "block", "table", "heading"],
)  # fmt: skip
def test_sentences_end_where_they_end(texto: str, frases: list[str]) -> None:
    assert [frase.texto for frase in list_frases(texto)] == frases


@pytest.mark.parametrize(
    ("secao", "texto", "expected"),
    [
        ("Síntese", "A autora procurou o posto de saúde no verão.", True),
        ("Síntese", "É a síntese do necessário.", False),
        ("Mérito", "O direito à saúde não é absoluto em nosso ordenamento.", False),
        ("Mérito", "A autora gastou R$ 10,00 em remédios no mês.", True),
        ("Mérito", "Como se lê na Lei n. 8.080, de 19 de setembro de 1990, cabe ao SUS.", False),
        ("Mérito", "O médico que subscreve o laudo nada esclarece a respeito.", True),
        ("Mérito", "Os honorários seguem o mínimo de 10% sobre o proveito econômico.", False),
        ("Pedidos", "Requer a devolução de R$ 10,00 pagos em 02/03/2025.", False),
    ],
)
def test_fact_is_what_tells_something_of_the_case(secao: str, texto: str, expected: bool) -> None:
    [frase] = list_frases(f"## {secao}\n\n{texto}")
    assert is_de_fato(frase, has_ancora=False) is expected
    assert is_de_fato(frase, has_ancora=True)


@given(st.text(alphabet='aB.!?\n #>-|("”*1) ', max_size=120))
def test_sentences_are_parts_of_the_text_that_do_not_overlap(texto: str) -> None:
    frases = list(list_frases(texto))
    assert all(texto[frase.inicio : frase.fim] == frase.texto for frase in frases)
    assert all(left.fim <= right.inicio for left, right in pairwise(frases))
