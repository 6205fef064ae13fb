"""Reads the table of regimes that the product ships."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from core.calculo.indices.domain import Indice
from core.calculo.regimes.domain import BaseDosJuros, Capitalizacao, Juros, Natureza, PeriodoDaTaxa, Regime
from core.errors import IndiceNotFoundError, InvalidInputError

_PASTA = Path(__file__).parent / "dados"
_SIM_NAO = {"sim": True, "nao": False}


@cache
def load_regimes() -> tuple[Regime, ...]:
    """Every row of ``dados/regimes.csv``."""
    return parse_regimes((_PASTA / "regimes.csv").read_text("utf-8"))


@cache
def load_naturezas() -> tuple[Natureza, ...]:
    """The kinds of debt that the rows are of, in the order in which they are offered."""
    rows = csv.DictReader((_PASTA / "naturezas.csv").read_text("utf-8").splitlines(), delimiter=";")
    return tuple(Natureza(row["natureza"], row["nome"]) for row in rows)


def list_regimes(natureza: str) -> tuple[Regime, ...]:
    """The rows of one kind of debt, oldest first. Raises IndiceNotFoundError when the table has none."""
    found = tuple(regime for regime in load_regimes() if regime.natureza == natureza)
    if not found:
        raise IndiceNotFoundError(
            user_message=f"A tabela de regimes não conhece a dívida “{natureza}”. Escolha outra ou complete a tabela."
        )
    return found


def parse_regimes(texto: str) -> tuple[Regime, ...]:
    """Rows in the order of their dates. Raises InvalidInputError naming the line, or the date that stands twice."""
    regimes = []
    for numero, row in enumerate(csv.DictReader(texto.splitlines(), delimiter=";"), start=2):
        try:
            regimes.append(_parse_regime(row))
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise _refuse(f"A linha {numero} da tabela de regimes não pode ser usada") from error
    inicios = [(regime.natureza, regime.de) for regime in regimes]
    repetidos = sorted({inicio for inicio in inicios if inicios.count(inicio) > 1})
    if repetidos:
        natureza, dia = repetidos[0]
        raise _refuse(f"A tabela de regimes tem duas linhas de “{natureza}” que começam em {dia:%d/%m/%Y}")
    return tuple(sorted(regimes, key=lambda regime: (regime.natureza, regime.de)))


def _parse_regime(row: dict[str, str]) -> Regime:
    if None in row or None in row.values() or not row["fonte"]:
        raise ValueError("columns")
    return Regime(
        natureza=row["natureza"],
        vigencia=date.fromisoformat(row["vigencia"]),
        is_mes_inteiro=_SIM_NAO[row["mes_inteiro"]],
        correcao=_parse_indice(row["correcao"]),
        correcao_antes_da_mora=_parse_indice(row["antes_da_mora"]),
        juros=_parse_juros(row),
        teto=_parse_indice(row["teto"]),
        fonte=row["fonte"],
        aviso=row["aviso"],
    )


def _parse_juros(row: dict[str, str]) -> Juros | None:
    if not row["juros"]:
        return None
    taxa, _, periodo = row["juros"].partition(" ao ")
    return Juros(
        indice=None if periodo else Indice(taxa),
        taxa=Decimal(taxa.replace(",", ".").removesuffix("%")) if periodo else Decimal(0),
        periodo=PeriodoDaTaxa(periodo or PeriodoDaTaxa.MES),
        capitalizacao=Capitalizacao(row["capitalizacao"]),
        base=BaseDosJuros(row["base"]),
        is_lei_9250=_SIM_NAO[row["lei_9250"]],
    )


def _parse_indice(texto: str) -> Indice | None:
    return Indice(texto) if texto else None


def _refuse(motivo: str) -> InvalidInputError:
    return InvalidInputError(user_message=f"{motivo}. Nada foi trocado; corrija a tabela e envie de novo.")
