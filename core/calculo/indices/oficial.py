"""Official files of monthly values: Banco Central (SGS) and IBGE (SIDRA), as their own sites hand them out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.calculo.indices.domain import number_mes, render_mes
from core.errors import InvalidInputError

_MESES = (
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
)
_MES_DO_IBGE = re.compile(rf"({'|'.join(_MESES)}) ([12]\d{{3}})")
_DIA_DO_SGS = re.compile(r"(?:(\d\d)/)?(\d\d)/([12]\d{3})")
_AUSENTE = {"...", "..", "-", "X", ""}
"""Marks of IBGE and of Banco Central for a value that there is not."""


class Layout(StrEnum):
    """Whose file it is."""

    SGS = "Banco Central (SGS)"
    SIDRA = "IBGE (SIDRA)"


def detect_layout(conteudo: bytes) -> Layout:
    """By the first cell that is a day or a month. Raises InvalidInputError for a file of neither."""
    for row in _read_rows(_decode(conteudo)):
        if row and _DIA_DO_SGS.fullmatch(row[0]):
            return Layout.SGS
        if any(_parse_mes_do_ibge(cell) is not None for cell in row):
            return Layout.SIDRA
    raise _refuse("O arquivo não é uma série mensal do Banco Central (SGS) nem do IBGE (SIDRA), em CSV")


def parse_oficial(conteudo: bytes, layout: Layout) -> dict[int, Decimal]:
    """Percent by month. Raises InvalidInputError naming what cannot be read."""
    texto = _decode(conteudo)
    rows, has_comma = _read_rows(texto), ";" in texto
    cells = _list_sgs(rows) if layout is Layout.SGS else _list_sidra(rows)
    valores: dict[int, Decimal] = {}
    for mes, cell in cells:
        if cell in _AUSENTE:
            continue
        valor = _parse_numero(cell, mes, has_comma=has_comma)
        if valores.setdefault(mes, valor) != valor:
            raise _refuse(f"O mês {render_mes(mes)} está duas vezes no arquivo, com valores diferentes")
    if not valores:
        raise _refuse("Nenhum mês foi encontrado no arquivo")
    return valores


def _list_sgs(rows: list[list[str]]) -> Iterable[tuple[int, str]]:
    """``"data";"valor"`` of the open-data service, with or without ``dataFim``, and ``Data;name`` of the SGS site.

    A series with one row for each day (TR, savings) gives the row of the first day of the month.
    """
    for numero, row in enumerate(rows, start=1):
        found = _DIA_DO_SGS.fullmatch(row[0]) if row else None
        if not found:
            if row and row[0] and row[0].lower() not in {"data", "fonte"}:
                raise _refuse(f"A linha {numero} do arquivo não começa por uma data")
            continue
        dia, mes, ano = found.groups()
        if len(row) < 2 or not 1 <= int(mes) <= 12:
            raise _refuse(f"A linha {numero} do arquivo não tem data e valor")
        if dia in {None, "01"}:
            yield number_mes(date(int(ano), int(mes), 1)), row[-1]


def _list_sidra(rows: list[list[str]]) -> Iterable[tuple[int, str]]:
    """Months down the page (``"janeiro 2024";"0,42"``) or across it, the values in the row of Brasil below."""
    meses: list[int | None] = []
    for row in rows:
        found = [_parse_mes_do_ibge(cell) for cell in row]
        if sum(mes is not None for mes in found) > 1:
            meses = found
        elif found and found[0] is not None:
            if len(row) != 2:
                raise _refuse("O arquivo tem mais de uma coluna de valores; exporte só a variação mensal do Brasil")
            yield found[0], row[1]
        elif meses and len(row) == len(meses):
            yield from ((mes, cell) for mes, cell in zip(meses, row, strict=True) if mes is not None)
            meses = []


def _parse_mes_do_ibge(cell: str) -> int | None:
    found = _MES_DO_IBGE.fullmatch(cell.lower())
    return number_mes(date(int(found[2]), _MESES.index(found[1]) + 1, 1)) if found else None


def _parse_numero(cell: str, mes: int, *, has_comma: bool) -> Decimal:
    pattern = r"-?\d*,?\d+" if has_comma else r"-?\d*\.?\d+"
    if not re.fullmatch(pattern, cell):
        raise _refuse(f"O valor de {render_mes(mes)} no arquivo não é um número")
    return Decimal(cell.replace(",", "."))


def _read_rows(texto: str) -> list[list[str]]:
    delimiter = ";" if ";" in texto else ","
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(texto.splitlines(), delimiter=delimiter)]
    except csv.Error as error:
        raise _refuse("O arquivo não é uma tabela em CSV") from error


def _decode(conteudo: bytes) -> str:
    try:
        return conteudo.decode("utf-8-sig")
    except UnicodeDecodeError:
        return conteudo.decode("latin-1")


def _refuse(motivo: str) -> InvalidInputError:
    return InvalidInputError(user_message=f"{motivo}. Nada foi trocado na tabela; confira o arquivo e envie de novo.")
