"""Writes the memória as XLSX: amounts and published rates are inputs, all the rest are formulas."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from core.calculo.indices.domain import Indice, TabelaDeIndices, render_mes
from core.calculo.motor.domain import ARREDONDAMENTO, BaseDoAcrescimo, Especie, Memoria, Passo, Saldo
from core.calculo.planilha.formulas import build_formulas
from core.infra.celulas import clean, disarm

_COLUNAS = (
    ("Nº", 6),
    ("Espécie", 18),
    ("De", 12),
    ("Até", 12),
    ("Índice", 24),
    ("% do mês", 12),
    ("Dias", 6),
    ("Dias do mês", 8),
    ("Fator ou taxa", 14),
    ("Base", 16),
    ("Valor", 16),
    ("Principal", 16),
    ("Juros na base", 16),
    ("Juros do regime", 16),
    ("Principal do mês", 16),
    ("Fonte", 80),
)
_ABERTURA = 2
"""Row with a debt of zero, above the first step."""
_REAIS, _DATA, _FATOR = "#,##0.00", "dd/mm/yyyy", "0.0000000000"
_NEGRITO = Font(bold=True)
_INDICES = "Índices"


def export_planilha(memoria: Memoria, tabela: TabelaDeIndices) -> bytes:
    """The file. ``tabela`` gives names and sources of the index months that the memória used."""
    book = Workbook()
    resumo = book.active
    assert isinstance(resumo, Worksheet)
    resumo.title = "Resumo"
    passos = book.create_sheet("Memória")
    indices = book.create_sheet(_INDICES)
    places = _write_indices(indices, memoria, tabela)
    last = _write_passos(passos, memoria, places)
    _write_resumo(resumo, memoria, last)
    book.calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_indices(sheet: Worksheet, memoria: Memoria, tabela: TabelaDeIndices) -> dict[tuple[Indice, int], str]:
    """One row for each index month; where each percent stands."""
    _write_heads(sheet, (("Índice", 30), ("Mês", 10), ("% do mês", 12), ("Fonte", 80)))
    places = {}
    for row, (indice, mes) in enumerate(sorted(memoria.celulas), start=2):
        serie = tabela.series[indice]
        _write_text(sheet, row, 1, serie.nome)
        _write_text(sheet, row, 2, render_mes(mes))
        sheet.cell(row, 3, tabela.get(indice, mes))
        _write_text(sheet, row, 4, f"{serie.fonte} (consultada em {serie.consultada_em:%d/%m/%Y})")
        places[indice, mes] = f"='{_INDICES}'!C{row}"
    return places


def _write_passos(sheet: Worksheet, memoria: Memoria, places: dict[tuple[Indice, int], str]) -> int:
    """Every step in its row; the last row."""
    _write_heads(sheet, _COLUNAS)
    _write_text(sheet, _ABERTURA, 2, "Abertura")
    for column in "LMNO":
        sheet[f"{column}{_ABERTURA}"] = 0
    antes, row = Saldo(), _ABERTURA
    for numero, passo in enumerate(memoria.passos, start=1):
        row = _ABERTURA + numero
        _write_passo(sheet, row, passo, places)
        formulas = build_formulas(passo, antes, row, memoria.conta.criterios.imputacao)
        for column, formula in formulas.items():
            sheet[f"{column}{row}"] = formula
        for column in "JKLMNO":
            sheet[f"{column}{row}"].number_format = _REAIS
        sheet[f"I{row}"].number_format = _FATOR
        antes = passo.saldo
    return row


def _write_passo(sheet: Worksheet, row: int, passo: Passo, places: dict[tuple[Indice, int], str]) -> None:
    """What is no formula: names, dates, the published rate, and amounts that were due or paid."""
    sheet.cell(row, 1, row - _ABERTURA)
    _write_text(sheet, row, 2, passo.especie)
    for column, dia in ((3, passo.de), (4, passo.ate)):
        sheet.cell(row, column, dia).number_format = _DATA
    _write_text(sheet, row, 5, passo.indice)
    if passo.percentual is not None:
        place = None if passo.serie is None or passo.mes is None else places[passo.serie, passo.mes]
        sheet.cell(row, 6, place or passo.percentual)
        sheet.cell(row, 7, passo.dias)
        sheet.cell(row, 8, passo.dias_do_mes)
    if passo.especie is Especie.PARCELA:
        sheet.cell(row, 11, passo.valor)
    if passo.especie is Especie.PAGAMENTO:
        sheet.cell(row, 10, passo.base)
    _write_text(sheet, row, 16, passo.fonte)


def _write_resumo(sheet: Worksheet, memoria: Memoria, last: int) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60, 20
    _write_text(sheet, 1, 1, f"Cálculo em {memoria.conta.criterios.ate:%d/%m/%Y}")
    sheet["A1"].font = _NEGRITO
    linhas = [
        ("Principal corrigido", f"=ROUND('Memória'!L{last}+'Memória'!O{last},2)"),
        ("Juros", f"=ROUND('Memória'!M{last}+'Memória'!N{last},2)"),
    ]
    for item in memoria.acrescimos:
        acrescimo = item.acrescimo
        base = "B2" if acrescimo.base is BaseDoAcrescimo.PRINCIPAL else "(B2+B3)"
        quanto = (
            acrescimo.valor if acrescimo.percentual is None else f"{base}*{_write_numero(acrescimo.percentual)}/100"
        )
        linhas.append((f"{acrescimo.tipo} ({acrescimo.fonte})", f"=ROUND({quanto},2)"))
    linhas.append(("Total", f"=SUM(B2:B{len(linhas) + 1})"))
    for row, (nome, formula) in enumerate(linhas, start=2):
        _write_text(sheet, row, 1, nome)
        sheet.cell(row, 2, formula).number_format = _REAIS
    sheet.cell(len(linhas) + 1, 2).font = _NEGRITO
    notas = (ARREDONDAMENTO, f"Versão da tabela de índices: {memoria.versao_dos_indices}", *memoria.avisos)
    for row, nota in enumerate(notas, start=len(linhas) + 3):
        _write_text(sheet, row, 1, nota)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")


def _write_heads(sheet: Worksheet, colunas: tuple[tuple[str, int], ...]) -> None:
    for number, (nome, width) in enumerate(colunas, start=1):
        cell = sheet.cell(1, number, nome)
        cell.font = _NEGRITO
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"


def _write_text(sheet: Worksheet, row: int, column: int, texto: str) -> None:
    """Text only: what somebody typed never becomes a formula, not even where the sheet is saved as another kind."""
    cell = sheet.cell(row, column, disarm(clean(texto)))
    cell.data_type = "s"


def _write_numero(valor: Decimal) -> str:
    return f"{valor:f}"
