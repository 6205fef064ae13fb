"""Names of the codes that the court gives: kinds of documents (TJMS) and classes of cases (CNJ's unified tables).

A code that is not in its table has no name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources


def find_nome_do_tipo(codigo: int | None) -> str:
    """How the office calls documents of this code of the court, or an empty text."""
    return _read("tipos_de_documento").get(codigo, "") if codigo is not None else ""


def list_tipos() -> Mapping[str, tuple[int, ...]]:
    """Kinds of documents by name, in the order of the alphabet, each with its codes."""
    codes: dict[str, tuple[int, ...]] = {}
    for codigo, nome in _read("tipos_de_documento").items():
        codes[nome] = (*codes.get(nome, ()), codigo)
    return {nome: codes[nome] for nome in sorted(codes)}


def find_nome_da_classe(codigo: int | None) -> str:
    """The name of a class of cases, or an empty text."""
    return _read("classes").get(codigo, "") if codigo is not None else ""


@cache
def _read(table: str) -> dict[int, str]:
    text = resources.files("core.processos").joinpath(f"constantes/{table}.csv").read_text(encoding="utf-8")
    return {int(row["codigo"]): row["nome"] for row in csv.DictReader(text.splitlines())}
