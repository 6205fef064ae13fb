"""The package as Word reads it: strict order of elements, unique ids, declared parts, no forbidden character."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.exportacao.opened import NS, W, open_document, open_parts, render, text_of

# ECMA-376 part 1, annex A (transitional): the order of the children that this exporter may write.
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl numPr tabs spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs caps strike color sz szCs vertAlign lang",
    "sectPr": "headerReference footerReference pgSz pgMar cols docGrid",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "tcPr": "tcW shd",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr",
    "abstractNum": "nsid multiLevelType tmpl lvl",
    "num": "abstractNumId lvlOverride",
    "numbering": "abstractNum num",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "styles": "docDefaults style",
    "settings": "zoom defaultTabStop characterSpacingControl footnotePr compat themeFontLang decimalSymbol "
    "listSeparator",
}
MARKS = re.compile(r"[*#|`]")
UGLY = [
    "texto **negrito não fechado e *itálico e `código",
    "#semespaço\n\n####### sete",
    "| sem | tabela |\n| só | linhas |",
    "| a | b |\n|---|---|\n| x | y | z |\n| só um",
    "```\nnunca fechado *x* | y",
    "> citação\n> - item\n> 1. um\n> > mais",
    "Palavra " + "superlonga" * 200,
    "emoji 😀 e \x00\x01\x0b\x1f\ufffe\ud800 controles",
    "- \n- \n\n1. \n\n## \n\n****",
    "[^a]: [^a]\n\nx[^a]",
    "| a |\n|---|\n" + "| linha |\n" * 200,
]
FRAGMENTS = ["**", "*", "_", "`", "```\n", "# ", "## ", "> ", "- ", "1. ", "a) ", "|", "|---|\n", "\n", "\n\n", "[^1]"]
FRAGMENTS += ["[^1]: ", "[a](b)", "![c](d)", "texto", " ", "\\", "<br>", "I – ", "   ", "~~", "\x0c", "&amp;", "___\n"]

markdown = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=30).map("".join)


def assert_ordered(element) -> None:
    expected = ORDER.get(element.tag.removeprefix(W))
    if expected is None:
        return
    places = [expected.split().index(child.tag.removeprefix(W)) for child in element]
    assert places == sorted(places), (element.tag, [child.tag for child in element])


@pytest.mark.parametrize("texto", UGLY)
def test_ugly_input_gives_a_valid_package(texto):
    package = render(texto)
    parts = open_parts(package)
    for part in parts.values():
        for element in part.iter(f"{W}*"):
            assert_ordered(element)
    assert not MARKS.search(text_of(parts["word/document.xml"]))


@settings(max_examples=30, deadline=None, database=None)
@given(markdown)
def test_no_mark_survives_and_every_part_is_well_formed(texto):
    parts = open_parts(render(texto))
    for name in ("word/document.xml", "word/footnotes.xml"):
        assert not MARKS.search(text_of(parts[name]))
    for element in parts["word/document.xml"].iter(f"{W}*"):
        assert_ordered(element)


def test_ids_are_unique_and_every_pointer_has_a_target():
    parts = open_parts(render("## Um\n\n1. a\n   - b\n\n> c[^1]\n\n- d[^1]\n\n[^1]: nota\n"))
    numbering, styles = parts["word/numbering.xml"], parts["word/styles.xml"]
    ids = {
        "num": [num.get(f"{W}numId") for num in numbering.iterfind("w:num", NS)],
        "abstract": [num.get(f"{W}abstractNumId") for num in numbering.iterfind("w:abstractNum", NS)],
        "style": [style.get(f"{W}styleId") for style in styles.iterfind("w:style", NS)],
        "note": [note.get(f"{W}id") for note in parts["word/footnotes.xml"]],
    }
    assert all(len(found) == len(set(found)) for found in ids.values())
    for part in parts.values():
        assert {node.get(f"{W}val") for node in part.iter(f"{W}numId")} <= set(ids["num"])
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {node.get(f"{W}val") for node in part.iter(W + tag)} <= set(ids["style"])


def test_every_relationship_and_content_type_names_a_part_that_exists():
    package = render("Texto[^1].\n\n[^1]: nota\n")
    with ZipFile(BytesIO(package)) as archive:
        names = archive.namelist()
    assert len(names) == len(set(names))
    assert not [name for name in names if not name.endswith((".xml", ".rels"))]
    parts = open_parts(package)
    for name in (name for name in names if name.endswith(".rels")):
        folder = PurePosixPath(name).parent.parent
        for relationship in parts[name]:
            assert str(folder / relationship.get("Target")).lstrip("/") in names
    overrides = {node.get("PartName").lstrip("/") for node in parts["[Content_Types].xml"] if node.get("PartName")}
    assert overrides == {name for name in names if not name.endswith(".rels")} - {"[Content_Types].xml"}


def test_product_keeps_its_sign_and_broken_rows_their_cells():
    document = open_document("Dose de 2 * 3 mg.\n\n| sem | tabela |")
    assert [paragraph.text for paragraph in document.paragraphs] == ["Dose de 2\u00a0×\u00a03 mg.", "sem – tabela"]
