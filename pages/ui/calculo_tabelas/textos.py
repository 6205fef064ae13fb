"""Figures, days and tables as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html import escape

_DIAS = ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo")
MESES = (
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
)
_TABELA = (
    '<div class="portal-rolagem" tabindex="0" role="region" aria-label="{rotulo}">'
    '<table class="portal-tabela calculo-tabela"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
)


def format_percentual(valor: Decimal | None) -> str:
    """``0,33%`` with the decimals that were published; a dash where there is no value."""
    return "—" if valor is None else f"{valor:f}%".replace(".", ",").replace("-", "\N{MINUS SIGN}")


def format_reais(valor: Decimal) -> str:
    """``R$ 1.234,56``."""
    sinal = "\N{MINUS SIGN}" if valor < 0 else ""
    return f"{sinal}R$ {abs(valor):,.2f}".translate(str.maketrans(",.", ".,"))


def format_dia(dia: date) -> str:
    return f"{dia:%d/%m/%Y}"


def name_dia(dia: date) -> str:
    """``segunda-feira, 31/03/2025``."""
    return f"{_DIAS[dia.weekday()]}, {dia:%d/%m/%Y}"


def name_dia_da_semana(dia: date) -> str:
    return _DIAS[dia.weekday()]


def render_tabela(rotulo: str, titulos: Iterable[str], linhas: Iterable[Iterable[str]]) -> str:
    """Safe HTML; the cells are HTML already, the first one of a row names it."""
    head = "".join(f'<th scope="col">{escape(titulo)}</th>' for titulo in titulos)
    rows = "".join(_render_linha(list(linha)) for linha in linhas)
    return _TABELA.format(rotulo=escape(rotulo), head=head, rows=rows)


def _render_linha(cells: list[str]) -> str:
    return f'<tr><th scope="row">{cells[0]}</th>{"".join(f"<td>{cell}</td>" for cell in cells[1:])}</tr>'
