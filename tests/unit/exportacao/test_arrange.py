"""Sections, typed numbers and lettered requests."""

from __future__ import annotations

import pytest

from core.exportacao.arrange import Address, Title, arrange, strip_typed_number
from core.exportacao.markdown import parse_markdown
from core.exportacao.tree import Heading, ListBlock, Marker, Paragraph, Span, plain_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("I – DOS FATOS", "DOS FATOS"),
        ("IV - DO DIREITO", "DO DIREITO"),
        ("II.1 – Da ilegitimidade", "Da ilegitimidade"),
        ("2.1 Da tutela", "Da tutela"),
        ("3. Dos pedidos", "Dos pedidos"),
        ("1) Da prescrição", "Da prescrição"),
        ("VI DOS PEDIDOS", "DOS PEDIDOS"),
        ("a) Da preliminar", "Da preliminar"),
        ("DOS FATOS", "DOS FATOS"),
        ("CDC e relação de consumo", "CDC e relação de consumo"),
        ("CC, art. 186", "CC, art. 186"),
        ("13 salários em atraso", "13 salários em atraso"),
        ("2023 – o ano dos fatos", "2023 – o ano dos fatos"),
        ("A ausência de prova", "A ausência de prova"),
        ("Vigência da norma", "Vigência da norma"),
        ("1ª preliminar", "1ª preliminar"),
        ("X", "X"),
    ],
)
def test_only_a_typed_number_is_taken_from_a_heading(typed, kept):
    assert plain_text(strip_typed_number((Span(typed),))) == kept


def test_typed_number_goes_even_when_bold_splits_it():
    spans = (Span("I", is_bold=True), Span(" – DOS "), Span("FATOS", is_italic=True))
    assert strip_typed_number(spans) == (Span("DOS "), Span("FATOS", is_italic=True))


@pytest.mark.parametrize(
    ("texto", "levels"),
    [
        ("# A\n\n## B\n\n### C", [0, 1, 2]),
        ("# A\n\n# B\n\n## C", [1, 1, 2]),
        ("# I – A\n\n## B", [1, 2]),
        ("### A\n\n### B", [1, 1]),
        ("## A\n\n##### B", [1, 2]),
        ("## A\n\n# B", [1, 1]),
    ],
    ids=["title", "no title", "numbered", "shifted", "gap", "title late"],
)
def test_section_levels_begin_at_one_without_gaps(texto, levels):
    parts = [part for part in arrange(parse_markdown(texto)) if isinstance(part, Heading | Title)]
    assert [part.level if isinstance(part, Heading) else 0 for part in parts] == levels


def test_addressing_ends_at_the_first_ordinary_paragraph():
    parts = arrange(parse_markdown("**AO JUÍZO**\n\n**DA VARA**\n\nTexto.\n\n**NEGRITO**"))
    assert [isinstance(part, Address) for part in parts] == [True, True, False, False]


def test_lettered_list_ends_at_a_letter_out_of_turn():
    parts = arrange(parse_markdown("Requer:\n\na) um\n\nb) dois\n\nd) quatro\n\nFim."))
    assert [type(part) for part in parts] == [Paragraph, ListBlock, Paragraph, Paragraph]
    assert isinstance(parts[1], ListBlock)
    assert parts[1].marker is Marker.ALPHA
    assert len(parts[1].items) == 2


def test_letters_inside_a_quotation_are_left_as_quoted():
    quote = parse_markdown("> a) alínea da lei;\n>\n> b) outra.")
    assert arrange(quote) == list(quote)
