"""Plain tables as files for other programs. Pure. No cell is ever taken for a formula, whatever stands in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.infra.celulas import clean, disarm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"

Celula = str | int | float | None


@dataclass(frozen=True)
class Tabela:
    """``colunas`` are titles with the width in letters that a sheet gives them."""

    nome: str
    colunas: Sequence[tuple[str, int]]
    linhas: Iterable[Sequence[Celula]]


def render_csv(tabela: Tabela) -> bytes:
    """As Excel in Brazil opens it: semicolons, decimal comma, UTF-8 with its mark."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_write_text(titulo) for titulo, _ in tabela.colunas)
    writer.writerows([_write_for_csv(celula) for celula in linha] for linha in tabela.linhas)
    return stream.getvalue().encode("utf-8-sig")


def render_xlsx(tabela: Tabela) -> bytes:
    """One sheet with a bold, frozen header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(tabela.nome[:31])
    for place, (_, width) in enumerate(tabela.colunas, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, _write_text(titulo)) for titulo, _ in tabela.colunas]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for linha in tabela.linhas:
        sheet.append([_write_text(celula) if isinstance(celula, str) else celula for celula in linha])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_text(text: str) -> str:
    return disarm(clean(text))


def _write_for_csv(celula: Celula) -> str:
    if isinstance(celula, str):
        return _write_text(celula)
    return "" if celula is None else str(celula).replace(".", ",")
