"""Rows of a spreadsheet that people hand in: .xlsx, or text with separators in any usual encoding.

Spreadsheets are weapons: 1.5 MB can unpack to 1.5 GB, and one cell at the last address makes a million rows of 16,384
columns. What it unpacks to, its rows and its columns are counted before anything is kept.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import ArquivoRecusadoError
from core.infra.celulas import rearm

_SEPARATORS = (";", ",", "\t", "|")
_TRIED_ROWS = 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
_END_OF_LIST, _LARGE_END = b"PK\x05\x06", b"PK\x06\x07"
_MAX_LIST_BYTES = 1_000_000
_ENTITY, _ENTITY_REACH = b"<!DOCTYPE", 32
_MERGED_NAME, _MERGED_REACH = b"mergeCell", 200
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^<>]{0,100}?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')


@dataclass(frozen=True)
class SheetLimits:
    """``opened_bytes`` is what an .xlsx may unpack to; ``cell_chars`` the longest text of one cell."""

    file_bytes: int = 20_000_000
    opened_bytes: int = 100_000_000
    rows: int = 50_000
    columns: int = 200
    cell_chars: int = 1_000_000


@dataclass(frozen=True)
class Row:
    """``number`` is the row's own, from 1; formulas stand as the values they had when the file was saved."""

    number: int
    cells: tuple[str, ...]


def require_plausible(nome: str, content: bytes, limits: SheetLimits) -> None:
    """What can be told without unpacking anything: size, kind, and the sizes that the package itself names.

    Costs milliseconds whatever the content is. Raises ArquivoRecusadoError in words.
    """
    if not content:
        raise _refuse(nome, "está vazio")
    if len(content) > limits.file_bytes:
        raise _refuse(nome, f"passa de {limits.file_bytes // 1_000_000} MB")
    if content.startswith(_OLE):
        raise _refuse(
            nome, "é uma planilha do formato antigo (.xls) ou protegida por senha; salve como .xlsx sem senha"
        )
    if content.startswith(_ZIP):
        _require_plausible_package(nome, content, limits)
    elif b"\x00" in content[:_CHUNK] and not content.startswith(_UTF16):
        raise _refuse(nome, "não é uma planilha .xlsx nem .csv")


def iterate_rows(nome: str, content: bytes, limits: SheetLimits | None = None) -> Iterator[Row]:
    """The filled rows of the first sheet, told by content and not by name; what the portal disarmed is itself again.

    Raises ArquivoRecusadoError in words.
    """
    limits = limits or SheetLimits()
    require_plausible(nome, content, limits)
    found = _iterate_xlsx(nome, content, limits) if content.startswith(_ZIP) else _iterate_text(nome, content, limits)
    for row in found:
        if row.number > limits.rows:
            raise _refuse(nome, f"vai além da linha {limits.rows}, que é o limite")
        if any(len(cell) > limits.cell_chars for cell in row.cells):
            raise _refuse(nome, f"tem na linha {row.number} uma célula com mais de {limits.cell_chars} letras")
        if len(row.cells) > limits.columns and any(row.cells[limits.columns :]):
            raise _refuse(nome, f"tem mais de {limits.columns} colunas")
        if any(row.cells):
            yield Row(row.number, tuple(map(rearm, row.cells[: limits.columns])))


def _iterate_xlsx(nome: str, content: bytes, limits: SheetLimits) -> Iterator[Row]:
    try:
        _require_small(nome, content, limits)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        merged = _find_merged(nome, sheet, limits)
        rows = sheet.iter_rows(
            min_row=1, min_col=1, max_row=limits.rows + 1, max_col=limits.columns + 1, values_only=True
        )
        for number, row in enumerate(_fill_merged(rows, merged), start=1):
            is_empty = row.count(None) == len(row)  # a cell far down makes a million of these
            yield Row(number, () if is_empty else tuple(map(_render, row)))
    except (zipfile.BadZipFile, InvalidFileException, SyntaxError, LookupError, ValueError, OSError) as error:
        raise _refuse(nome, "não pôde ser aberto como planilha .xlsx") from error


def _find_merged(nome: str, sheet: Any, limits: SheetLimits) -> dict[int, list[tuple[int, int]]]:
    """By its first row, the column (from 0) and the last row of each merged range of several rows.

    They stand behind the cells (ECMA-376, part 1, 18.3.1.55), and a workbook that is read row by row leaves them out.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    total, tail = 0, b""
    with sheet._get_source() as stream:  # openpyxl has no other way to a sheet's own file
        while chunk := stream.read(_CHUNK):
            seen = tail + chunk
            for column, first, last in _MERGED.findall(seen) if _MERGED_NAME in seen else ():
                total += 1
                if total > 2 * limits.rows:
                    raise _refuse(nome, "tem células mescladas demais; desfaça a mesclagem")
                place = column_index_from_string(column.decode()) - 1
                if place < limits.columns and int(first) < int(last):
                    found.setdefault(int(first), []).append((place, int(last)))
            tail = chunk[-_MERGED_REACH:]
    return found


def _fill_merged(
    rows: Iterable[tuple[object, ...]], merged: Mapping[int, Sequence[tuple[int, int]]]
) -> Iterator[tuple[object, ...]]:
    """Filled rows with what people see in them: the value of a merged cell stands in each row that it covers."""
    open_until: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(rows, start=1):
        if not merged or row.count(None) == len(row):
            yield row
            continue
        cells = list(row)
        for place, (last, value) in open_until.items():
            if number <= last and cells[place] is None:
                cells[place] = value
        open_until |= {place: (last, cells[place]) for place, last in merged.get(number, ())}
        yield tuple(cells)


def _require_plausible_package(nome: str, content: bytes, limits: SheetLimits) -> None:
    """A list of members of many megabytes, as no spreadsheet has, would itself take seconds to read."""
    end = content.rfind(_END_OF_LIST)
    listed = int.from_bytes(content[end + 12 : end + 16], "little")
    if end < 0 or listed > _MAX_LIST_BYTES or _LARGE_END in content[max(end - 20, 0) : end]:
        raise _refuse(nome, "não pôde ser aberto como planilha .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _refuse(nome, "não pôde ser aberto como planilha .xlsx") from error
    if all(member.filename != _WORKBOOK for member in members):
        raise _refuse(nome, "não é uma planilha")
    if sum(member.file_size for member in members) > limits.opened_bytes:
        raise _refuse(nome, f"passa de {limits.opened_bytes // 1_000_000} MB depois de aberto")


def _require_small(nome: str, content: bytes, limits: SheetLimits) -> None:
    """By what the members really unpack to: the sizes that a package names may lie. None may define words of its own.

    No spreadsheet has entities; those that do grow when they are parsed, or ask for files (ECMA-376, part 2, 8.2.5).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        opened = 0
        for member in package.infolist():
            with package.open(member) as stream:
                tail = b""
                while chunk := stream.read(_CHUNK):
                    opened += len(chunk)
                    if opened > limits.opened_bytes:
                        raise _refuse(nome, f"passa de {limits.opened_bytes // 1_000_000} MB depois de aberto")
                    if _ENTITY in (tail + chunk).replace(b"\x00", b""):  # two bytes a letter too
                        raise _refuse(nome, "tem uma construção que nenhuma planilha usa")
                    tail = chunk[-_ENTITY_REACH:]


def _iterate_text(nome: str, content: bytes, limits: SheetLimits) -> Iterator[Row]:
    texto = _decode(nome, content)
    csv.field_size_limit(max(limits.cell_chars + 1, csv.field_size_limit()))
    try:
        separator = _find_separator(texto)
        for number, row in enumerate(_parse(texto, separator), start=1):
            yield Row(number, tuple(cell.strip() for cell in row))
    except csv.Error as error:
        raise _refuse(nome, "não pôde ser lido como planilha .csv") from error


def _find_separator(texto: str) -> str:
    """The one by which most of the first rows have the same number of columns, more than one.

    Of equal ones that by which quotation marks stand around whole cells only.
    """

    def weigh(separator: str) -> tuple[int, bool]:
        widths = [len(row) for row in islice(_parse(texto, separator), _TRIED_ROWS) if row]
        return max((widths.count(width) for width in set(widths) if width > 1), default=0), is_neat(separator)

    def is_neat(separator: str) -> bool:
        try:
            for _row in islice(_parse(texto, separator, is_strict=True), _TRIED_ROWS):
                pass
        except csv.Error:
            return False
        return True

    return max(_SEPARATORS, key=weigh)


def _parse(texto: str, separator: str, *, is_strict: bool = False) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(texto, newline=""), delimiter=separator, strict=is_strict)


def _decode(nome: str, content: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, or what Windows here writes."""
    try:
        if content.startswith(_UTF16):
            return content.decode("utf-16")
        if b"\x00" in content:
            raise _refuse(nome, "não é uma planilha .xlsx nem .csv")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _render(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _refuse(nome: str, fault: str) -> ArquivoRecusadoError:
    return ArquivoRecusadoError(
        fault, user_message=f"O arquivo “{nome}” {fault}. O portal não guardou nada; confira o arquivo e envie de novo."
    )
