"""Legal constants as the seed files and the rows hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from core.errors import InvalidInputError
from core.prompts.constantes.domain import ConstanteLegal, Unidade, ValorDatado, require_valid
from core.prompts.seeds.loader import SEEDS_FOLDER

_FIRST = 1
_AUTOR = "sistema"


def load_constantes(folder: Path = SEEDS_FOLDER / "constantes") -> tuple[ConstanteLegal, ...]:
    """The constants of the seed files. Raises InvalidInputError naming the file when one cannot be used."""
    return tuple(_read(path) for path in sorted(folder.glob("*.yaml")))


def dump_valores(valores: Iterable[ValorDatado]) -> list[dict[str, str]]:
    """The JSON form; ``parse_valores`` is its inverse."""
    return [{"desde": v.desde.isoformat(), "valor": str(v.valor), "fonte": v.fonte, "autor": v.autor} for v in valores]


def parse_valores(unidade: Unidade, valores: Iterable[Mapping[str, str]]) -> tuple[ValorDatado, ...]:
    return tuple(
        ValorDatado(date.fromisoformat(v["desde"]), _parse(unidade, v["valor"]), v["fonte"], v["autor"])
        for v in valores
    )


def _parse(unidade: Unidade, text: str) -> Decimal | date:
    return date.fromisoformat(text) if unidade is Unidade.DATA else Decimal(text)


def _read(path: Path) -> ConstanteLegal:
    try:
        body: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        unidade = Unidade(body["unidade"])
        valores = tuple(_read_valor(unidade, row) for row in body["valores"])
        return require_valid(ConstanteLegal(path.stem, _FIRST, body["nome"], unidade, valores))
    except (KeyError, ValueError, TypeError, ArithmeticError, yaml.YAMLError, InvalidInputError) as error:
        raise InvalidInputError(f"seed file constantes/{path.name}: {error}") from error


def _read_valor(unidade: Unidade, row: Sequence[Any]) -> ValorDatado:
    desde, valor, fonte = row
    return ValorDatado(date.fromisoformat(str(desde)), _parse(unidade, str(valor)), str(fonte), _AUTOR)
