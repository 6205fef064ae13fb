"""The office's letterhead: lines with a picture, and Word files whose page is taken over and nothing else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Cm, Pt

from core.errors import ArquivoRecusadoError
from core.exportacao.docx import render_docx
from core.exportacao.papel.checagem import check_modelo, clean_imagem, look_at
from core.exportacao.timbre.domain import ConteudoDoTimbre
from core.settings import ExportacaoSettings
from tests.unit.exportacao.modelos import (
    CABECALHO,
    PRIMEIRA,
    RODAPE,
    build_imagem,
    build_modelo,
    change_part,
)
from tests.unit.exportacao.opened import NS, PECA, W, open_parts, text_of
from tests.unit.exportacao.tortura import write_tortura

SETTINGS = ExportacaoSettings.model_construct()
WARNING = "MINUTA - NÃO PROTOCOLAR"
RELS = "word/_rels/document.xml.rels"


def open_timbrado(timbre: ConteudoDoTimbre, texto: str = "## Um\n\nTexto.", *, is_minuta: bool = True) -> Any:
    return Document(BytesIO(render_docx(replace(PECA, texto=texto, is_minuta=is_minuta), timbre)))


def lines_of(story: Any) -> list[str]:
    return [paragraph.text for paragraph in story.paragraphs if paragraph.text]


def test_lines_stand_under_the_picture_with_the_warning_last():
    header = open_timbrado(ConteudoDoTimbre(("UM", "DOIS"), build_imagem())).sections[0].header
    assert lines_of(header) == ["UM", "DOIS", WARNING]
    assert len(header.part.element.findall(".//w:drawing", NS)) == 1


@pytest.mark.parametrize("size", [(4000, 100), (100, 4000)], ids=["wide", "tall"])
def test_picture_of_any_shape_fits_above_the_text(size):
    header = open_timbrado(ConteudoDoTimbre((), build_imagem(*size))).sections[0].header
    extent = next(node for node in header.part.element.iter() if node.tag.endswith("}extent"))
    assert int(extent.get("cx")) <= Cm(16)
    assert int(extent.get("cy")) <= Cm(1.8)


def test_page_of_a_template_is_taken_over_and_its_text_is_not():
    document = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo()))
    section = document.sections[0]
    assert (round(section.left_margin.cm, 1), round(section.top_margin.cm, 1)) == (2.5, 4.0)
    assert lines_of(section.header) == [CABECALHO, WARNING]
    assert [paragraph.text for paragraph in document.paragraphs] == ["Um", "Texto."]
    assert len(section.header.part.element.findall(".//w:drawing", NS)) == 1


def test_warning_stands_in_the_header_of_every_kind_of_page():
    section = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo(has_first=True))).sections[0]
    assert lines_of(section.first_page_header) == [PRIMEIRA, WARNING]
    assert lines_of(section.header)[-1] == WARNING
    final = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo(has_first=True)), is_minuta=False).sections[0]
    assert WARNING not in lines_of(final.first_page_header) + lines_of(final.header)


@pytest.mark.parametrize("has_footer", [True, False])
def test_footer_of_a_template_gets_the_page_number_it_lacks(has_footer):
    footer = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo(has_footer=has_footer))).sections[0].footer
    assert (RODAPE in lines_of(footer)) is has_footer
    fields = [field.get(f"{W}instr").strip() for field in footer.part.element.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_text_looks_as_the_law_has_it_and_the_header_as_the_office_drew_it():
    document = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo()))
    text, heading = document.paragraphs[1].style, document.paragraphs[0].style
    assert (text.font.name, text.font.size, text.paragraph_format.line_spacing) == ("Times New Roman", Pt(12), 1.5)
    assert heading.name == "Heading 1"
    assert heading.font.size in (None, Pt(12))
    assert document.sections[0].header.paragraphs[0].style.font.size == Pt(9)
    assert document.styles["Normal"].font.name == "Calibri"


def test_styles_of_a_template_count_where_the_administrator_says_so():
    document = open_timbrado(ConteudoDoTimbre((), modelo=build_modelo(), usa_estilos=True))
    heading, text = document.paragraphs
    assert (heading.style.font.size, text.style.font.name) == (Pt(20), "Calibri")
    assert heading.style.element.find("w:pPr/w:numPr", NS) is not None


@pytest.mark.parametrize("usa_estilos", [False, True])
def test_every_pointer_has_a_target_in_a_piece_with_a_template(usa_estilos):
    timbre = ConteudoDoTimbre((), modelo=build_modelo(has_first=True), usa_estilos=usa_estilos)
    package = render_docx(replace(PECA, texto=write_tortura(1)), timbre)
    with ZipFile(BytesIO(package)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels"))}
    assert len(names) == len(set(names))
    assert not [name for name, content in parts.items() if name.endswith(".rels") and b"External" in content]
    opened = open_parts(change_part(package, "word/media/image1.png", b"<x/>"))
    styles = [style.get(f"{W}styleId") for style in opened["word/styles.xml"].iterfind("w:style", NS)]
    named = [node.get(f"{W}val").casefold() for node in opened["word/styles.xml"].iterfind("w:style/w:name", NS)]
    assert len(styles) == len(set(styles))
    assert len(named) == len(set(named))
    for part in opened.values():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            assert {node.get(f"{W}val") for node in part.iter(W + tag)} <= set(styles)
    body = opened["word/document.xml"]
    assert not set("*#|`") & set(text_of(body))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("word/vbaProject.bin", b"x", "macros"),
        ("word/embeddings/oleObject1.bin", b"x", "outro arquivo"),
        ("word/activeX/activeX1.xml", b"<x/>", "outro arquivo"),
        ("word/media/image9.wmf", b"x", "PNG nem JPEG"),
        ("word/header9.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "construção"),
        ("word/header9.xml", b"<w:instrText> INCLUDEPICTURE  x </w:instrText>", "busca outro arquivo"),
        ("word/_rels/header9.xml.rels", b'<Relationship TargetMode="External" Target="http://x"/>', "de fora"),
        ("word/_rels/header9.xml.rels", b'<Relationship Type="http://x/relationships/oleObject"/>', "de fora"),
        ("[Content_Types].xml", b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>", "sem macros"),
        ("word/grande.xml", b" " * 31_000_000, "grande demais"),
    ],
    ids=["macro", "ole", "activex", "wmf", "entity", "field", "link", "object", "docm", "bomb"],
)
def test_what_may_not_come_in_is_refused_with_the_way_out(name, content, word):
    modelo = change_part(build_modelo(), name, content)
    with pytest.raises(ArquivoRecusadoError) as raised:
        check_modelo(modelo, "timbre.docx", SETTINGS)
    assert word in raised.value.user_message
    assert "timbre.docx" in raised.value.user_message


def test_file_that_unpacks_to_more_than_it_says_is_refused():
    modelo = change_part(build_modelo(), "word/extra.xml", b" " * 100_000)
    size = (100_000).to_bytes(4, "little")
    assert modelo.count(size) == 2
    with pytest.raises(ArquivoRecusadoError):
        check_modelo(modelo.replace(size, (10).to_bytes(4, "little")), "x.docx", SETTINGS)


def test_template_of_an_office_passes():
    check_modelo(build_modelo(has_first=True), "timbre.docx", SETTINGS)


@pytest.mark.parametrize(
    ("content", "is_picture", "word"),
    [
        (b"x" * 6_000_000, False, "5 MB"),
        (b"GIF89a", True, "PNG ou JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False, "antigo"),
        (b"%PDF-1.7", False, "não é um arquivo de Word"),
    ],
    ids=["large", "gif", "doc", "pdf"],
)
def test_first_look_refuses_by_size_and_first_bytes(content, is_picture, word):
    with pytest.raises(ArquivoRecusadoError) as raised:
        look_at(content, "arquivo", SETTINGS, is_picture=is_picture)
    assert word in raised.value.user_message


@pytest.mark.parametrize("imagem", [b"\x89PNG\r\n\x1a\njunk", build_imagem(5000, 5000)], ids=["broken", "huge"])
def test_picture_that_cannot_be_drawn_is_refused(imagem):
    with pytest.raises(ArquivoRecusadoError):
        clean_imagem(imagem, "brasao.png")


def test_picture_is_written_anew_without_what_was_hidden_in_it():
    imagem = build_imagem(kind="JPEG") + b"<script>alert(1)</script>"
    assert b"script" in imagem
    cleaned = clean_imagem(imagem, "brasao.jpg")
    assert cleaned.startswith(b"\x89PNG")
    assert b"script" not in cleaned
