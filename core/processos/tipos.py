"""Names of the court's document codes (domain: document codes of TJMS). A code that is not in the table has no name."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


def find_nome_do_tipo(codigo: int | None) -> str:
    """How the office calls documents of this code of the court, or an empty text."""
    return _nomes().get(codigo, "") if codigo is not None else ""


@cache
def _nomes() -> dict[int, str]:
    text = resources.files("core.processos").joinpath("constantes/tipos_de_documento.csv").read_text(encoding="utf-8")
    return {int(row["codigo"]): row["nome"] for row in csv.DictReader(text.splitlines())}
