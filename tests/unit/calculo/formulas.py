"""A small reader of spreadsheets: computes the formulas of an XLSX file in floating point, as office programs do."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

from openpyxl import load_workbook

_PLACE = re.compile(r"(?:'([^']+)'!)?\b([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?")


def half_up(value: float, places: int) -> float:
    """As spreadsheets round: what fifteen digits show, half away from zero."""
    return float(Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


class Livro:
    """The cells of a file; formulas are computed when they are asked for."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))
        self._known: dict[tuple[str, str], float] = {}
        self.compute()

    def compute(self) -> None:
        """Every formula anew, from above to below: no cell waits for one that stands under it."""
        self._known.clear()
        for name in ("Índices", "Memória", "Resumo"):
            cells = (cell for row in self.book[name].iter_rows() for cell in row)
            for cell in cells:
                if cell.data_type == "f":
                    self.get(name, cell.coordinate)

    def get(self, sheet: str, place: str) -> float:
        if (sheet, place) not in self._known:
            cell = self.book[sheet][place]
            is_formula = cell.data_type == "f"
            self._known[sheet, place] = self._compute(sheet, cell.value) if is_formula else float(cell.value or 0)
        return self._known[sheet, place]

    def list_range(self, sheet: str, first: str, last: str) -> list[float]:
        return [self.get(sheet, cell.coordinate) for row in self.book[sheet][f"{first}:{last}"] for cell in row]

    def _compute(self, sheet: str, formula: str) -> float:
        def translate(found: re.Match[str]) -> str:
            name = repr(found[1] or sheet)
            if found[3]:
                return f"span({name}, {found[2]!r}, {found[3]!r})"
            return f"get({name}, {found[2]!r})"

        code = _PLACE.sub(translate, formula.removeprefix("=")).replace("^", "**")
        code = re.sub(r"IF\((.*?)=0,", r"IF(\1==0,", code)
        names = {
            "get": self.get,
            "span": self.list_range,
            "SUM": sum,
            "MIN": min,
            "MAX": max,
            "ROUND": half_up,
            "IF": lambda condition, yes, no: yes if condition else no,
        }
        return float(eval(code, {"__builtins__": {}}, names))
