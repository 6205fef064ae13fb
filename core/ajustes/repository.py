"""What people set, in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.ajustes.domain import Ajuste, Mudanca, Valor
from core.ajustes.tables import AjusteRow
from core.errors import VersionConflictError
from core.infra.db import SessionScope
from core.infra.live import Setting, State

_LOCK_NAME = "ajustes"
_MAX_HISTORICO = 200


class AjusteRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def read_state(self) -> State:
        """All that counts or will count; its number grows with each version that is stored."""
        with self._scope() as session:
            return _read_state(session)

    def list_vivos(self, nomes: Collection[str]) -> tuple[Ajuste, ...]:
        """The newest version of each name, target and instant, in this order; withdrawn ones too."""
        with self._scope() as session:
            rows = session.scalars(_newest().where(AjusteRow.nome.in_(nomes)))
            return tuple(_to_ajuste(row) for row in rows)

    def list_historico(self, nomes: Collection[str]) -> tuple[Ajuste, ...]:
        """The last two hundred versions of these values, newest first."""
        query = select(AjusteRow).where(AjusteRow.nome.in_(nomes)).order_by(AjusteRow.id.desc())
        with self._scope() as session:
            return tuple(_to_ajuste(row) for row in session.scalars(query.limit(_MAX_HISTORICO)))

    def save(self, mudanca: Mudanca, *, autor: str) -> tuple[Ajuste, State]:
        """The new version, and the state with it.

        Raises VersionConflictError when another version than ``mudanca.versao`` is the newest of its value by now.
        """
        with self._scope() as session:
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK_NAME))))
            which = (AjusteRow.nome == mudanca.nome, AjusteRow.alvo == mudanca.alvo)
            newest = session.scalar(select(func.coalesce(func.max(AjusteRow.versao), 0)).where(*which)) or 0
            if newest != mudanca.versao:
                raise VersionConflictError(f"{mudanca.nome} is no longer v{mudanca.versao}", viva=newest)
            row = AjusteRow(
                nome=mudanca.nome,
                alvo=mudanca.alvo,
                versao=newest + 1,
                valor=list(mudanca.valor) if isinstance(mudanca.valor, tuple) else mudanca.valor,
                desde=mudanca.desde,
                autor=autor,
                motivo=mudanca.motivo,
            )
            session.add(row)
            session.flush()
            return _to_ajuste(row), _read_state(session)


def _newest() -> Select[AjusteRow]:
    """The last word on each value: of the versions with the same name, target and instant the one stored last."""
    keys = (AjusteRow.nome, AjusteRow.alvo, AjusteRow.desde)
    return select(AjusteRow).ext(distinct_on(*keys)).order_by(*keys, AjusteRow.id.desc())


def _read_state(session: Session) -> State:
    version = session.scalar(select(func.coalesce(func.max(AjusteRow.id), 0))) or 0
    return State(version, tuple(_list_settings(session.scalars(_newest()))))


def _list_settings(rows: Iterable[AjusteRow]) -> Iterable[Setting]:
    return (Setting(row.nome, row.alvo, row.valor, row.desde) for row in rows if row.valor is not None)


def _to_ajuste(row: AjusteRow) -> Ajuste:
    valor: Valor | None = tuple(row.valor) if isinstance(row.valor, list) else row.valor
    return Ajuste(row.nome, row.alvo, row.versao, valor, row.desde, row.autor, row.motivo, row.created_at)
