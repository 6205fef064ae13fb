"""What each construct of the Markdown becomes in Word."""

from __future__ import annotations

import pytest
from docx.shared import Cm, Pt

from tests.unit.exportacao.opened import (
    NS,
    W,
    find_paragraph,
    list_numbers,
    number_format,
    open_document,
    open_part,
    open_parts,
    render,
    text_of,
    value_of,
)


def style_of(texto: str, words: str) -> str | None:
    return value_of(find_paragraph(texto, words), "w:pPr/w:pStyle")


@pytest.mark.parametrize(
    "texto",
    [
        "**Excelentíssimo Senhor Juiz**\n\nTexto.",
        "EXCELENTÍSSIMO SENHOR JUIZ\n\nTexto.",
        "# Excelentíssimo Senhor Juiz",
    ],
    ids=["bold", "capitals", "heading"],
)
def test_addressing_is_in_bold_capitals_without_indent(texto):
    document = open_document(texto)
    line = document.paragraphs[0]
    assert line.text == "EXCELENTÍSSIMO SENHOR JUIZ"
    assert line.style.font.bold
    assert line.style.paragraph_format.first_line_indent == 0


def test_bold_paragraph_after_the_opening_is_ordinary_text():
    assert style_of("Texto.\n\n**Grifo nosso**", "Grifo nosso") is None


def test_headings_are_numbered_by_word_and_typed_numbers_go():
    document = open_document("# CONTESTAÇÃO\n\n## I – DOS FATOS\n\n### I.1 – Da tutela\n\n## II. DO DIREITO")
    found = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert found == [
        ("Title", "CONTESTAÇÃO"),
        ("Heading 1", "DOS FATOS"),
        ("Heading 2", "Da tutela"),
        ("Heading 1", "DO DIREITO"),
    ]


def test_heading_styles_and_the_multilevel_list_point_to_each_other():
    parts = open_parts(render("## Um"))
    numbering, styles = parts["word/numbering.xml"], parts["word/styles.xml"]
    for level in range(3):
        style = styles.find(f"w:style[@w:styleId='Heading{level + 1}']", NS)
        num_id = value_of(style, "w:pPr/w:numPr/w:numId")
        abstract_id = value_of(numbering.find(f"w:num[@w:numId='{num_id}']", NS), "w:abstractNumId")
        abstract = numbering.find(f"w:abstractNum[@w:abstractNumId='{abstract_id}']", NS)
        assert value_of(abstract, f"w:lvl[@w:ilvl='{level}']/w:pStyle") == f"Heading{level + 1}"
        assert value_of(style, "w:pPr/w:numPr/w:ilvl") == str(level)
    assert value_of(abstract, "w:lvl[@w:ilvl='0']/w:numFmt") == "upperRoman"


def test_quotation_is_indented_smaller_and_single_spaced():
    document = open_document("Diz a lei:\n\n> Art. 1º Texto.")
    quote = document.paragraphs[1]
    layout = quote.style.paragraph_format
    assert quote.style.name == "Quote"
    assert abs(layout.left_indent - Cm(4)) < Cm(0.01)
    assert quote.style.font.size == Pt(11)
    assert layout.line_spacing == 1.0
    assert layout.first_line_indent == 0
    assert document.paragraphs[0].paragraph_format.keep_with_next


def test_each_list_counts_from_its_own_start():
    texto = "1. um\n2. dois\n\nMeio.\n\n1. outro\n2. mais\n\nMeio.\n\n5. cinco"
    found = list_numbers(texto)
    assert [text for text, _, _ in found] == ["um", "dois", "outro", "mais", "cinco"]
    nums = [num for _, num, _ in found]
    assert nums[0] == nums[1] != nums[2] == nums[3] != nums[4]
    assert [number_format(texto, nums[index], "0") for index in (0, 2, 4)] == [
        ("decimal", "1"),
        ("decimal", "1"),
        ("decimal", "5"),
    ]


@pytest.mark.parametrize(
    "texto",
    ["Requer:\n\na) um;\nb) dois.", "a) um;\n\nb) dois.", "- a) um;\n- b) dois.", "**a)** um;\n\n**b)** dois."],
    ids=["lines", "paragraphs", "bullets", "bold"],
)
def test_requests_by_letter_become_a_lettered_list(texto):
    found = list_numbers(texto)
    assert [text for text, _, _ in found] == ["um;", "dois."]
    assert number_format(texto, found[0][1], "0") == ("lowerLetter", "1")
    assert found[0][1] == found[1][1]


def test_nested_lists_go_one_level_down_each():
    texto = "- a\n  1. b\n     - c\n- d"
    found = list_numbers(texto)
    assert [(text, level) for text, _, level in found] == [("a", "0"), ("b", "1"), ("c", "2"), ("d", "0")]
    formats = [number_format(texto, num, level)[0] for _, num, level in found]
    assert formats == ["bullet", "decimal", "bullet", "bullet"]


def test_list_deeper_than_word_allows_stays_at_the_last_level():
    texto = "".join("  " * depth + f"- n{depth}\n" for depth in range(12))
    assert [level for _, _, level in list_numbers(texto)] == [*"012345678", "8", "8", "8"]


def test_second_paragraph_of_an_item_has_no_number_and_the_same_indent():
    texto = "1. um\n\n   continua\n\n2. dois"
    assert [text for text, _, _ in list_numbers(texto)] == ["um", "dois"]
    lefts = [value_of(find_paragraph(texto, words), "w:pPr/w:ind", "left") for words in ("um", "continua")]
    assert lefts[0] == lefts[1]


def test_table_has_borders_and_repeats_its_header():
    document = open_part("| A | B |\n|---|--:|\n| x | 1 |\n", "word/document.xml")
    table = document.find("w:body/w:tbl", NS)
    header, row = table.findall("w:tr", NS)
    assert header.find("w:trPr/w:tblHeader", NS) is not None
    assert row.find("w:trPr/w:tblHeader", NS) is None
    assert value_of(row, "w:tc[2]/w:p/w:pPr/w:jc") == "right"
    style_id = value_of(table, "w:tblPr/w:tblStyle")
    style = open_part("x", "word/styles.xml").find(f"w:style[@w:styleId='{style_id}']", NS)
    assert len(style.find("w:tblPr/w:tblBorders", NS)) == 6


def test_tables_that_follow_each_other_stay_apart():
    body = open_part("| A |\n|---|\n| x |\n\n| B |\n|---|\n| y |\n", "word/document.xml").find("w:body", NS)
    assert [child.tag.removeprefix(W) for child in body] == ["tbl", "p", "tbl", "p", "sectPr"]


def test_notes_are_real_and_numbered_by_their_references():
    parts = open_parts(render("Um[^b] e dois[^a].\n\n[^a]: nota A\n\n[^b]: nota **B**\n"))
    pointed = [ref.get(f"{W}id") for ref in parts["word/document.xml"].iter(f"{W}footnoteReference")]
    notes = {note.get(f"{W}id"): text_of(note).strip() for note in parts["word/footnotes.xml"]}
    assert [notes[number] for number in pointed] == ["nota B", "nota A"]
    assert "nota" not in text_of(parts["word/document.xml"])


def test_note_without_its_other_half_is_not_lost():
    text = text_of(open_part("Ver[^x].\n\n[^y]: sobra\n", "word/document.xml"))
    assert "[x]" in text
    assert "sobra" in text


def test_links_and_pictures_leave_only_words():
    package = render("[o acórdão](https://example.com) e ![figura](http://example.com/a.png) <b>x</b>")
    parts = open_parts(package)
    assert text_of(parts["word/document.xml"]) == "o acórdão e figura <b>x</b>"
    targets = [rel.get("TargetMode") for name, part in parts.items() if name.endswith(".rels") for rel in part]
    assert "External" not in targets


def test_emphasis_survives_as_formatting():
    runs = open_document("Um **forte** e *leve* e ~~nulo~~.").paragraphs[0].runs
    assert [(run.text, run.bold, run.italic, run.font.strike) for run in runs if run.text.isalpha()] == [
        ("forte", True, None, None),
        ("leve", None, True, None),
        ("nulo", None, None, True),
    ]


def test_line_to_sign_on_is_drawn_and_the_name_is_under_it():
    document = open_document("Texto.\n\n---\n\n_____________\n\nProcuradora do Estado")
    texts = [paragraph.text.strip("_") for paragraph in document.paragraphs]
    assert texts == ["Texto.", "", "Procuradora do Estado"]
    assert all(value_of(paragraph._p, "w:pPr/w:jc") == "center" for paragraph in document.paragraphs[1:])


def test_fenced_markdown_is_read_as_markdown():
    document = open_document("```markdown\n## DOS FATOS\n\nTexto **forte**.\n```")
    assert [paragraph.text for paragraph in document.paragraphs] == ["DOS FATOS", "Texto forte."]


def test_empty_text_still_gives_a_document():
    assert open_document("").paragraphs[0].text == ""


@pytest.mark.parametrize(
    "texto",
    ["a) um:\n   1. x;\n   2. y;\n\nb) dois.", "a) um\n\n1. x;\n2. y;\n\nb) dois.", "a) sem;\nb) um:\n\n1. x;\n2. y;"],
    ids=["announced", "between-letters", "last"],
)
def test_list_inside_a_request_is_one_level_down_and_the_letters_go_on(texto):
    found = list_numbers(texto)
    assert [text for text, _, level in found if level == "1"] == ["x;", "y;"]
    letters = {num for _, num, level in found if level == "0"}
    assert len(letters) == 1
    assert len([num for _, num, level in found if level == "0"]) == 2


def test_list_after_the_last_request_is_its_own():
    assert [level for _, _, level in list_numbers("a) um;\n\nb) dois.\n\n1. outra;\n2. lista.")] == ["0"] * 4


def test_who_signs_stands_under_the_date_in_the_middle():
    texto = (
        "Termos em que pede deferimento.\n\nCampo Grande – MS, 12 de março de 2026.\n\n**Ana Fictícia**\n\nProcuradora"
    )
    lines = open_document(texto).paragraphs
    assert [value_of(line._p, "w:pPr/w:jc") for line in lines] == [None, None, "center", "center"]


@pytest.mark.parametrize("after", ["Texto que segue. " * 10, "## Dos fatos"], ids=["text", "section"])
def test_a_date_in_the_middle_of_the_piece_is_no_closing(after):
    lines = open_document(f"Campo Grande, 12 de março de 2026.\n\nCurto.\n\n{after}").paragraphs
    assert value_of(lines[1]._p, "w:pPr/w:jc") is None


def test_endless_word_does_not_tear_the_line_before_it():
    address = "https://www.exemplo.ms.gov.br/" + "caminho/" * 5
    assert value_of(find_paragraph(f"Ver {address} hoje.", "Ver"), "w:pPr/w:jc") == "left"


@pytest.mark.parametrize(("rows", "kept"), [(3, [True, True, True, False]), (20, [True] + [False] * 20)])
def test_small_table_stands_on_one_page_and_a_long_one_keeps_its_header(rows, kept):
    document = open_part("| A |\n|---|\n" + "| x |\n" * rows, "word/document.xml")
    found = [row.find("w:tc/w:p/w:pPr/w:keepNext", NS) is not None for row in document.iter(f"{W}tr")]
    assert found == kept
