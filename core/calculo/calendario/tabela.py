"""Reads the calendar's table: rows that return each year, days of one year, and the ordinances that were read."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from core.calculo.calendario.dias import Calendario
from core.calculo.calendario.domain import Efeito, LinhaDoCalendario, Portaria, list_dias
from core.errors import InvalidInputError

PASTA = Path(__file__).parent / "dados"
_LINHAS = ("todo_ano.csv", "municipais.csv", "dias_do_tjms.csv")
_ANO_DE_PROVA = 2023
"""An ordinary year: a row that every year can have is one that this year can have."""


@cache
def load_calendario(comarca: str = "") -> Calendario:
    """The calendar that the product ships, for one district (empty: only what counts in the whole State)."""
    anos = frozenset(portaria.ano for portaria in load_portarias())
    return Calendario(load_linhas(), comarca=comarca, anos_conferidos=anos)


@cache
def load_linhas() -> tuple[LinhaDoCalendario, ...]:
    """Every row that the product ships, of all scopes."""
    return tuple(linha for nome in _LINHAS for linha in parse_linhas((PASTA / nome).read_text("utf-8"), nome))


@cache
def load_portarias() -> tuple[Portaria, ...]:
    """The ordinances that were read for it."""
    rows = csv.DictReader((PASTA / "portarias.csv").read_text("utf-8").splitlines(), delimiter=";")
    return tuple(
        Portaria(int(row["ano"]), row["portaria"], row["fonte"], date.fromisoformat(row["consultado_em"]))
        for row in rows
    )


def parse_linhas(texto: str, nome: str) -> list[LinhaDoCalendario]:
    """Rows of a table with the columns quando;motivo;abrangencia;efeito;de_ano;ate_ano;fonte.

    Raises InvalidInputError naming the file and the line that cannot be used.
    """
    linhas = []
    for numero, row in enumerate(csv.DictReader(texto.splitlines(), delimiter=";"), start=2):
        try:
            require_columns(row)
            linha = LinhaDoCalendario(
                quando=row["quando"],
                motivo=row["motivo"],
                abrangencia=row["abrangencia"],
                efeito=Efeito(row["efeito"]),
                fonte=row["fonte"],
                de_ano=int(row["de_ano"] or 1),
                ate_ano=int(row["ate_ano"] or 9999),
            )
            require_dias(linha)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(
                f"{nome}:{numero}: {error}",
                user_message=f"A linha {numero} da tabela de dias ({nome}) não pode ser usada. "
                "Corrija a linha e envie de novo.",
            ) from error
        linhas.append(linha)
    return linhas


def require_columns(row: dict[str, str]) -> None:
    """Raises ValueError when a line has more or fewer columns than the first: a value would stand in the wrong one."""
    if None in row or None in row.values():
        raise ValueError("columns")


def require_dias(linha: LinhaDoCalendario) -> None:
    """Raises ValueError when the row names no day, or gives no reason."""
    ano = int(linha.quando[:4]) if linha.is_data else _ANO_DE_PROVA
    if not list_dias(replace(linha, de_ano=1, ate_ano=9999), ano) or linha.de_ano > linha.ate_ano:
        raise ValueError("no day")
    if not linha.motivo or not linha.fonte or not linha.abrangencia:
        raise ValueError("no reason")
