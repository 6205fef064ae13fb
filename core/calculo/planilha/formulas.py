"""The formulas of one row of the memória: what each step of the calculator does, in the words of a spreadsheet.

Columns: F percent, G days, H days of the month, I factor or rate, J base, K amount; then what is owed: L principal,
M interest in the base, N interest of the regime, O principal that does not grow yet.
"""

from __future__ import annotations

from core.calculo.motor.domain import Especie, Imputacao, Passo, Saldo
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao

SALDO = ("L", "M", "N", "O")
_ORDEM = {
    Imputacao.JUROS_PRIMEIRO: ("M", "N", "L", "O"),
    Imputacao.CAPITAL_PRIMEIRO: ("L", "O", "M", "N"),
}


def build_formulas(passo: Passo, antes: Saldo, row: int, imputacao: Imputacao) -> dict[str, str]:
    """Column → formula for the step in ``row``; the row above holds what was owed before it."""
    keep = {column: f"={column}{row - 1}" for column in SALDO}
    match passo.especie:
        case Especie.PARCELA:
            column = "O" if passo.saldo.principal_novo != antes.principal_novo else "L"
            return {**keep, column: f"={column}{row - 1}+K{row}"}
        case Especie.ENTRADA:
            return {**keep, "J": f"=O{row - 1}", "K": "=0", "L": f"=L{row - 1}+O{row - 1}", "O": "=0"}
        case Especie.CONSOLIDACAO:
            return {**keep, "J": f"=N{row - 1}", "K": "=0", "M": f"=M{row - 1}+N{row - 1}", "N": "=0"}
        case Especie.CORRECAO:
            grown = {column: f"={column}{row - 1}*I{row}" for column in SALDO}
            return {**grown, "I": f"=(1+F{row}/100)^(G{row}/H{row})", "J": _sum(row - 1), "K": f"{_sum(row)}-J{row}"}
        case Especie.JUROS:
            return {**keep, **_build_juros(passo, row), "K": f"=J{row}*I{row}", "N": f"=N{row - 1}+K{row}"}
        case Especie.PAGAMENTO:
            return {**_build_pagamento(row, imputacao), "K": f"{_sum(row)}-SUM(L{row - 1}:O{row - 1})"}


def _build_juros(passo: Passo, row: int) -> dict[str, str]:
    assert passo.juros is not None
    base = f"=L{row - 1}"
    if passo.juros.capitalizacao is Capitalizacao.COMPOSTA:
        return {"I": f"=(1+F{row}/100)^(G{row}/H{row})-1", "J": f"{base}+M{row - 1}+N{row - 1}"}
    if passo.juros.base is BaseDosJuros.CONSOLIDADO:
        base += f"+M{row - 1}"
    return {"I": f"=F{row}/100*G{row}/H{row}", "J": base}


def _build_pagamento(row: int, imputacao: Imputacao) -> dict[str, str]:
    """J holds what was paid. Each part of the debt loses what the parts before it left."""
    if imputacao is Imputacao.PROPORCIONAL:
        total = f"SUM(L{row - 1}:O{row - 1})"
        rest = f"=IF({total}=0,0,1-MIN(J{row},{total})/{total})"
        return {"I": rest, **{column: f"={column}{row - 1}*I{row}" for column in SALDO}}
    formulas, spent = {}, f"J{row}"
    for column in _ORDEM[imputacao]:
        formulas[column] = f"={column}{row - 1}-MIN(MAX({spent},0),{column}{row - 1})"
        spent += f"-{column}{row - 1}"
    return formulas


def _sum(row: int) -> str:
    return f"=SUM(L{row}:O{row})"
