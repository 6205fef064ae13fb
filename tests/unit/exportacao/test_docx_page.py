"""Page, letterhead, footer, language and properties of the Word file (domain.md 8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from tests.unit.exportacao.opened import NS, W, open_document, open_part, open_parts, render, text_of, value_of

TOLERANCE = Cm(0.01)


def test_page_is_a4_with_the_margins_of_the_office():
    section = open_document("Texto.").sections[0]
    assert abs(section.page_width - Cm(21)) < TOLERANCE
    assert abs(section.page_height - Cm(29.7)) < TOLERANCE
    sides = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    for found, expected in zip(sides, (Cm(3), Cm(3), Cm(2), Cm(2)), strict=True):
        assert abs(found - expected) < TOLERANCE


def test_body_text_has_the_face_and_the_spacing_of_a_piece():
    document = open_document("Um parágrafo.")
    assert document.paragraphs[0].style.name == "Normal"
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size) == ("Times New Roman", Pt(12))
    layout = style.paragraph_format
    assert layout.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert layout.line_spacing == 1.5
    assert layout.space_after == Pt(6)
    assert abs(layout.first_line_indent - Cm(2)) < TOLERANCE
    assert layout.widow_control


@pytest.mark.parametrize("level", [1, 2, 3])
def test_heading_style_is_bold_12_spaced_and_kept_with_its_text(level):
    styles = open_document("Texto.").styles
    style = styles[f"Heading {level}"]
    layout = style.paragraph_format
    assert style.font.bold
    assert (style.font.size or styles["Normal"].font.size) == Pt(12)
    assert (layout.space_before, layout.space_after) == (Pt(18), Pt(12))
    assert layout.keep_with_next
    assert layout.first_line_indent == 0


def test_header_names_the_state_on_every_page():
    section = open_document("Texto.").sections[0]
    lines = [paragraph.text for paragraph in section.header.paragraphs]
    assert lines[:2] == ["ESTADO DE MATO GROSSO DO SUL", "PROCURADORIA-GERAL DO ESTADO"]
    assert not section.different_first_page_header_footer


@pytest.mark.parametrize(("is_minuta", "times"), [(True, 1), (False, 0)])
def test_warning_is_in_the_header_of_a_minuta_only(is_minuta, times):
    header = open_document("Texto.", is_minuta=is_minuta).sections[0].header
    assert [paragraph.text for paragraph in header.paragraphs].count("MINUTA - NÃO PROTOCOLAR") == times


def test_footer_counts_pages_by_fields():
    footer = open_part("Texto.", "word/footer1.xml")
    fields = [field.get(f"{W}instr").strip() for field in footer.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert text_of(footer).endswith("1/1")


@pytest.mark.parametrize(
    ("numero", "shown"),
    [("08001234520258120001", "Processo nº 0800123-45.2025.8.12.0001"), ("", ""), ("8/2025", "Processo nº 8/2025")],
    ids=["bare", "none", "free"],
)
def test_footer_shows_the_case_number(numero, shown):
    footer = open_document("Texto.", numero_cnj=numero).sections[0].footer
    assert footer.paragraphs[0].text.split("\t")[0] == shown


def test_language_is_brazilian_portuguese_everywhere():
    parts = open_parts(render("Texto."))
    assert value_of(parts["word/styles.xml"], "w:docDefaults/w:rPrDefault/w:rPr/w:lang") == "pt-BR"
    assert value_of(parts["word/settings.xml"], "w:themeFontLang") == "pt-BR"
    assert open_document("Texto.").core_properties.language == "pt-BR"


def test_properties_carry_title_author_and_moment_in_utc():
    local = datetime(2025, 3, 12, 22, 30, tzinfo=timezone(timedelta(hours=-4)))
    properties = open_document("T.", titulo="Título", autor="Ana", criada_em=local).core_properties
    assert (properties.title, properties.author) == ("Título", "Ana")
    assert properties.created == datetime(2025, 3, 13, 2, 30, tzinfo=UTC)


def test_properties_accept_long_and_forbidden_text():
    properties = open_document("T.", titulo="x\x00" * 400, autor="Ana\x0b").core_properties
    assert properties.title == "x" * 255
    assert properties.author == "Ana"


def test_settings_name_the_note_separators_that_exist():
    parts = open_parts(render("Texto."))
    path = "w:footnotePr/w:footnote"
    named = [note.get(f"{W}id") for note in parts["word/settings.xml"].iterfind(path, NS)]
    existing = [note.get(f"{W}id") for note in parts["word/footnotes.xml"].iterfind("w:footnote", NS)]
    assert named == existing
