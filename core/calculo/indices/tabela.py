"""Reads the index table that the product ships."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from core.calculo.indices.domain import Indice, SerieMensal, TabelaDeIndices, number_mes
from core.errors import InvalidInputError

PASTA = Path(__file__).parent / "dados"


@cache
def load_tabela() -> TabelaDeIndices:
    """Every series under ``dados``, with the source and the date of ``series.csv``."""
    rows = csv.DictReader((PASTA / "series.csv").read_text("utf-8").splitlines(), delimiter=";")
    series = [
        SerieMensal(
            indice=Indice(row["indice"]),
            nome=row["nome"],
            fonte=row["fonte"],
            consultada_em=date.fromisoformat(row["consultada_em"]),
            valores=parse_valores((PASTA / f"{row['indice']}.csv").read_text("utf-8"), f"{row['indice']}.csv"),
            provisorios=_parse_provisorios(row["provisorios"]),
        )
        for row in rows
    ]
    return TabelaDeIndices({serie.indice: serie for serie in series})


def parse_valores(texto: str, nome: str) -> dict[int, Decimal]:
    """The product's own layout: ``mes;percentual`` with ``2021-12;0.77``.

    Raises InvalidInputError naming file and line: unreadable, a month twice, or a month left out.
    """
    valores: dict[int, Decimal] = {}
    for numero, row in enumerate(csv.DictReader(texto.splitlines(), delimiter=";"), start=2):
        try:
            mes = _parse_mes(row["mes"])
            valor = Decimal(row["percentual"])
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise _refuse(nome, numero, "não pode ser lida") from error
        if valores and mes != max(valores) + 1:
            raise _refuse(nome, numero, "repete ou pula um mês")
        valores[mes] = valor
    return valores


def _parse_mes(texto: str) -> int:
    return number_mes(date.fromisoformat(f"{texto}-01"))


def _parse_provisorios(texto: str) -> frozenset[int]:
    faixas = (faixa.split("/") for faixa in texto.split())
    return frozenset(mes for de, ate in faixas for mes in range(_parse_mes(de), _parse_mes(ate) + 1))


def _refuse(nome: str, numero: int, motivo: str) -> InvalidInputError:
    return InvalidInputError(
        f"{nome}:{numero}: {motivo}",
        user_message=f"A linha {numero} da tabela {nome} {motivo}. Nada foi trocado; corrija a linha e envie de novo.",
    )
