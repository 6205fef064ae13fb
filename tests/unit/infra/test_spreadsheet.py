"""Rows of spreadsheets of every make, and spreadsheets made to do harm."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.errors import ArquivoRecusadoError
from core.infra.spreadsheet import Row, SheetLimits, iterate_rows, require_plausible

CELL = st.text(st.characters(codec="cp1252", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=2, max_size=12)
)


def save(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replace_member(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return out.getvalue()


@example([["0", "0", ";0"], ["0", "0", ";"]], ",", "utf-8")
@given(TABLE, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
def test_text_is_read_whatever_separates_it_and_however_it_is_encoded(
    table: list[list[str]], separator: str, encoding: str
) -> None:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in table]
    content = "\r\n".join(separator.join(row) for row in quoted).encode(encoding)
    try:
        ambiguous = encoding == "cp1252" and content.decode("utf-8") != content.decode("cp1252")
    except UnicodeDecodeError:
        ambiguous = False
    if not ambiguous:
        assert [list(row.cells) for row in iterate_rows("dados.csv", content)] == table


def test_workbook_gives_values_dates_and_the_numbers_of_its_rows() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = "texto", "quando"
    sheet["A4"], sheet["B4"], sheet["C4"] = "decisão", date(2025, 3, 1), 12.0
    assert list(iterate_rows("dados.xlsx", save(book))) == [
        Row(1, ("texto", "quando", "", *[""] * 197)),
        Row(4, ("decisão", "01/03/2025", "12", *[""] * 197)),
    ]


def test_a_merged_cell_stands_in_each_row_that_it_covers() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (["texto", "rótulo"], ["um", "aceito"], ["dois"], ["três"], [], ["quatro"], ["cinco", "outro"]):
        sheet.append(line)
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("A7:C7")
    rows = [row.cells[:2] for row in iterate_rows("dados.xlsx", save(book))]
    merged = [("um", "aceito"), ("dois", "aceito"), ("três", "aceito")]
    assert rows == [("texto", "rótulo"), *merged, ("quatro", ""), ("cinco", "")]


def test_a_merge_of_a_whole_column_makes_no_rows_and_too_many_are_refused() -> None:
    book = Workbook()
    book.worksheets[0].append(["texto"])
    book.worksheets[0].merge_cells("A1:A9")
    content = save(book)
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    whole = replace_member(content, "xl/worksheets/sheet1.xml", xml.replace(b"A1:A9", b"A1:A1048576"))
    assert [row.number for row in iterate_rows("dados.xlsx", whole, SheetLimits(rows=50))] == [1]
    many = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 1) for n in range(1, 400, 2))
    packed = replace_member(content, "xl/worksheets/sheet1.xml", xml.replace(b"</mergeCells>", many + b"</mergeCells>"))
    with pytest.raises(ArquivoRecusadoError, match="mescladas demais"):
        list(iterate_rows("dados.xlsx", packed, SheetLimits(rows=50)))


def test_cell_at_the_last_address_costs_little_and_is_refused() -> None:
    book = Workbook()
    book.worksheets[0]["XFD1048576"] = "longe"
    content = save(book)
    tracemalloc.start()
    with pytest.raises(ArquivoRecusadoError, match="linha"):
        list(iterate_rows("dados.xlsx", content, SheetLimits(rows=2_000)))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_package_that_unpacks_to_much_is_refused_before_it_is_opened() -> None:
    name = "xl/worksheets/sheet1.xml"
    bomb = replace_member(save(Workbook()), name, b"<worksheet>" + b" " * 3_000_000)
    assert len(bomb) < 50_000
    with pytest.raises(ArquivoRecusadoError, match="depois de aberto"):
        list(iterate_rows("dados.xlsx", bomb, SheetLimits(opened_bytes=1_000_000)))


@pytest.mark.parametrize("data", [b"<worksheet><sheetData><row", b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_sheet_that_is_no_xml_is_refused(data: bytes) -> None:
    content = replace_member(save(Workbook()), "xl/worksheets/sheet1.xml", data)
    with pytest.raises(ArquivoRecusadoError):
        list(iterate_rows("dados.xlsx", content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vazio"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "senha"),
        (b"%PDF-1.7\x00\x01binary", "não é uma planilha"),
        (b"PK\x03\x04" + b"\x00" * 40, "não pôde ser aberto"),
        (b"a;b\n" * 30, "linha 20"),
        (b"x" * 300 + b";b\n", "letras"),
        (b";" * 30 + b"fim\n", "colunas"),
        (b"x" * 5_001, "passa de"),
    ],
    ids=["empty", "old or locked", "binary", "broken", "long", "long cell", "wide", "large"],
)
def test_what_is_no_usable_spreadsheet_is_refused_in_words(content: bytes, words: str) -> None:
    limits = SheetLimits(file_bytes=5_000, rows=20, columns=10, cell_chars=200)
    with pytest.raises(ArquivoRecusadoError) as refused:
        list(iterate_rows("dados", content, limits))
    assert words in refused.value.user_message


def test_what_only_unpacking_shows_is_not_looked_at_before() -> None:
    book = Workbook()
    book.worksheets[0].append(["texto", "rótulo"])
    broken = replace_member(save(book), "xl/workbook.xml", b"<no workbook")
    require_plausible("dados.xlsx", broken, SheetLimits())
    with pytest.raises(ArquivoRecusadoError):
        list(iterate_rows("dados.xlsx", broken))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (replace_member(save(Workbook()), "xl/styles.xml", b" " * 3_000_000), "passa de 2 MB depois de aberto"),
        (b"PK\x03\x04" + b"x" * 100, "não pôde ser aberto"),
        (b"texto;rotulo\n\x00", "não é uma planilha"),
        (save(Workbook()).replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"), "não pôde ser aberto"),
    ],
    ids=["declared size", "no list of members", "binary", "list of huge packages"],
)
def test_what_shows_without_unpacking_is_refused_at_once(content: bytes, fault: str) -> None:
    with pytest.raises(ArquivoRecusadoError) as refused:
        require_plausible("dados.xlsx", content, SheetLimits(opened_bytes=2_000_000))
    assert fault in refused.value.user_message
