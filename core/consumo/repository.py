"""Storage of calls of the model. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal

from sqlalchemy import column, func, select, table, update
from sqlalchemy.dialects.postgresql import insert

from core.auditoria.domain import SISTEMA, Acao, Ato
from core.auditoria.lacre import compute_lacre
from core.auditoria.repository import append
from core.consumo.tables import ConsumoRow
from core.infra.db import SessionScope
from core.infra.ledger import ModelCall

_por_dia = table("consumo_por_dia_da_unidade", *(column(name) for name in ("dia", "unidade", "custo_brl")))
"""Days of Campo Grande; a migration makes it and the reports fill it."""

_FIELDS = tuple(one.name for one in fields(ModelCall))


class ConsumoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, calls: Sequence[ModelCall]) -> None:
        """Keep each call once, however often it comes, under a seal that stands in the record of acts."""
        with self._scope() as session:
            new = insert(ConsumoRow).values([asdict(call) for call in calls]).on_conflict_do_nothing()
            ids = set(session.scalars(new.returning(ConsumoRow.id)))
            if not ids:
                return
            lacre = compute_lacre(call for call in calls if call.id in ids)
            numero = append(session, Ato(Acao.CHAMADAS_AO_MODELO, SISTEMA, "", lacre.texto))
            session.execute(update(ConsumoRow).where(ConsumoRow.id.in_(ids)).values(registro=numero))

    def list_by_operacao(self, operacoes: Collection[str]) -> tuple[ModelCall, ...]:
        """The calls made for any of these operations, oldest first."""
        row = ConsumoRow
        statement = select(row).where(row.operacao.in_(operacoes)).order_by(row.created_at, row.id)
        with self._scope() as session:
            found = session.scalars(statement)
            return tuple(ModelCall(**{name: getattr(one, name) for name in _FIELDS}) for one in found)

    def sum_by_unidade(self, desde: date, ate: date) -> dict[str, Decimal]:
        """R$ of the calls from one day to before another, by unit; '' is what was done for no unit.

        As the summary has it, which is a few minutes old.
        """
        day = _por_dia.c
        statement = (
            select(day.unidade, func.sum(day.custo_brl)).where(day.dia >= desde, day.dia < ate).group_by(day.unidade)
        )
        with self._scope() as session:
            return dict(session.execute(statement).all())
