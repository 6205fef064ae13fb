"""How numbers and tables of reports are written in Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

_MARKS = re.compile(r"([\\`*_\[\]<>#~])")


def write_tabela(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """No cell says more than its letters: what Markdown would read in it is escaped."""
    if not rows:
        return "Nada neste período."
    lines = [head, ["---"] * len(head), *([escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_brl(value: Decimal) -> str:
    """``R$ 1.234,56``."""
    return "R$ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def escape(cell: str) -> str:
    """In one line, without what Markdown would read in it."""
    return _MARKS.sub(r"\\\1", cell.replace("|", "/").replace("\n", " "))
