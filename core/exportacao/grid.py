"""Tables with borders, a header row repeated on each page and columns as wide as their text asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.exportacao.ooxml import Element, ParagraphFormat, cm, el, paragraph, put
from core.exportacao.styles import TABLE, TABLE_GAP, TABLE_TEXT
from core.exportacao.tree import Alignment, Cell, Spans, Table, plain_text

TEXT_WIDTH = cm(16)
CHAR_WIDTH = 125  # twips; a wide average of bold Times New Roman 11
CELL_MARGINS = 240
MAX_CHARS = 60
MAX_WORD_CHARS = 20
HEADER_SHADE = "EDEDED"
MAX_KEPT_ROWS = 8
"""A table of no more rows stands on one page."""


class RunBuilder(Protocol):
    """Writes the runs of a cell; the body's writer gives its own, so that notes inside cells are counted."""

    def __call__(self, spans: Spans, *, is_bold: bool = False) -> list[Element]: ...


def build_table(table: Table, build_runs: RunBuilder, text_width: int = TEXT_WIDTH) -> list[Element]:
    """The table and a small paragraph after it: two tables that touch become one in Word."""
    widths = compute_widths(table, text_width)
    properties = el(
        "tblPr",
        el("tblStyle", val=TABLE),
        el("tblW", w=sum(widths), type_="dxa"),
        el("tblLayout", type_="fixed"),
        el("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )
    grid = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    kept = len(table.rows) - 1 if len(table.rows) <= MAX_KEPT_ROWS else 1
    rows = [
        _build_row(
            [_Cell(cell, width, position == 0, position < kept) for cell, width in zip(cells, widths, strict=True)],
            build_runs,
        )
        for position, cells in enumerate(table.rows)
    ]
    return [el("tbl", properties, grid, *rows), paragraph(ParagraphFormat(style=TABLE_GAP), [])]


def compute_widths(table: Table, text_width: int = TEXT_WIDTH) -> list[int]:
    """Widths in twips that fill the text area: no common word is broken, longer columns share what is left."""
    columns = [[plain_text(cell.spans) for cell in column] for column in zip(*table.rows, strict=True)]
    least = [_width_of(max(_longest_word(text) for text in column)) for column in columns]
    wished = [min(max(len(text) for text in column), MAX_CHARS) + 1 for column in columns]
    spare = text_width - sum(least)
    if spare < 0:
        return [max(text_width * width // sum(least), 1) for width in least]
    return [width + spare * wish // sum(wished) for width, wish in zip(least, wished, strict=True)]


def _longest_word(text: str) -> int:
    return min(max((len(word) for word in text.split()), default=1), MAX_WORD_CHARS)


def _width_of(chars: int) -> int:
    return chars * CHAR_WIDTH + CELL_MARGINS


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell where it stands. ``is_kept``: its row is not parted from the next one by the end of a page."""

    cell: Cell
    width: int
    is_header: bool
    is_kept: bool


def _build_row(cells: Sequence[_Cell], build_runs: RunBuilder) -> Element:
    properties = el("trPr", el("cantSplit"), *([el("tblHeader")] if cells[0].is_header else []))
    return el("tr", properties, *(_build_cell(cell, build_runs) for cell in cells))


def _build_cell(placed: _Cell, build_runs: RunBuilder) -> Element:
    alignment = placed.cell.alignment
    fmt = ParagraphFormat(
        style=TABLE_TEXT,
        justification=alignment.value if alignment in {Alignment.CENTER, Alignment.RIGHT} else "",
        keeps_with_next=placed.is_kept,
    )
    built = el("tc")
    properties = put(built, "tcPr")
    put(properties, "tcW", w=placed.width, type_="dxa")
    if placed.is_header:
        put(properties, "shd", val="clear", color="auto", fill=HEADER_SHADE)
    built.append(paragraph(fmt, build_runs(placed.cell.spans, is_bold=placed.is_header)))
    return built
