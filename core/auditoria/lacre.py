"""The seal of calls of the model: one entry of the record holds the code of all that were stored together. Pure.

One entry for each statement, not for each call: who calls never waits for the record's lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal

from core.auditoria.cadeia import hash_fields
from core.auditoria.domain import Lacre
from core.infra.ledger import ModelCall

SEM_REGISTRO = 0
"""Stands for the number of an entry that the database has not given yet."""


def compute_lacre(chamadas: Iterable[ModelCall], registro: int = SEM_REGISTRO) -> Lacre:
    """The seal of these calls, in whatever order they come; ``registro`` is the entry that holds it."""
    fields = sorted(_list_fields(chamada) for chamada in chamadas)
    return Lacre(registro, len(fields), hash_fields(text for one in fields for text in one))


def _list_fields(chamada: ModelCall) -> tuple[str, ...]:
    when = chamada.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    names = (str(chamada.id), when, chamada.operacao, chamada.operation, chamada.modelo, chamada.resultado)
    people = (chamada.pessoa, chamada.unidade)
    numbers = (chamada.temperatura, chamada.entrada, chamada.saida, chamada.pensamento, chamada.segundos)
    return (*names, *people, *(_write(number) for number in numbers), _write_money(chamada.custo_brl))


def _write(number: float | None) -> str:
    return "" if number is None else repr(float(number))


def _write_money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.6f}"
