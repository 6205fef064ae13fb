"""Storage of calls of the model. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.consumo.tables import ConsumoRow
from core.infra.db import SessionScope
from core.infra.ledger import ModelCall

_FIELDS = tuple(one.name for one in fields(ModelCall))


class ConsumoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, calls: Sequence[ModelCall]) -> None:
        """Keep each call once, however often it comes."""
        with self._scope() as session:
            session.execute(insert(ConsumoRow).values([asdict(call) for call in calls]).on_conflict_do_nothing())

    def list_by_operacao(self, operacoes: Collection[str]) -> tuple[ModelCall, ...]:
        """The calls made for any of these operations, oldest first."""
        row = ConsumoRow
        statement = select(row).where(row.operacao.in_(operacoes)).order_by(row.created_at, row.id)
        with self._scope() as session:
            found = session.scalars(statement)
            return tuple(ModelCall(**{name: getattr(one, name) for name in _FIELDS}) for one in found)
