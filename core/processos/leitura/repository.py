"""Storage of pages while their document is being read. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.infra.db import SessionScope
from core.processos.domain import Pagina
from core.processos.leitura.motivos import PaginaLida
from core.processos.leitura.tables import PaginaLidaRow

_PAGINA = TypeAdapter(Pagina)


class PaginaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add_lidas(self, sha256: str, lidas: Sequence[PaginaLida], *, total: int) -> None:
        """Keep pages; one that is there already stays."""
        now = datetime.now(UTC)
        rows = [
            {
                "sha256": sha256,
                "numero": lida.pagina.numero,
                "total": total,
                "pagina": _PAGINA.dump_python(lida.pagina, mode="json"),
                "motivo": lida.motivo,
                "created_at": now,
            }
            for lida in lidas
        ]
        with self._scope() as session:
            session.execute(insert(PaginaLidaRow).values(rows).on_conflict_do_nothing())

    def list_lidas(self, sha256: str) -> tuple[PaginaLida, ...]:
        statement = select(PaginaLidaRow).where(PaginaLidaRow.sha256 == sha256).order_by(PaginaLidaRow.numero)
        with self._scope() as session:
            rows = session.scalars(statement).all()
            return tuple(PaginaLida(_PAGINA.validate_python(row.pagina), row.motivo) for row in rows)

    def find_lida(self, sha256: str, numero: int) -> PaginaLida | None:
        with self._scope() as session:
            row = session.get(PaginaLidaRow, (sha256, numero))
            return None if row is None else PaginaLida(_PAGINA.validate_python(row.pagina), row.motivo)

    def count_lidas(self, hashes: Collection[str]) -> dict[str, tuple[int, int]]:
        """Pages read and pages to read, for the readings that did not come to their end."""
        statement = (
            select(PaginaLidaRow.sha256, func.count(), func.max(PaginaLidaRow.total))
            .where(PaginaLidaRow.sha256.in_(hashes))
            .group_by(PaginaLidaRow.sha256)
        )
        with self._scope() as session:
            return {sha256: (done, total) for sha256, done, total in session.execute(statement)}

    def delete_lidas(self, sha256: str) -> None:
        with self._scope() as session:
            session.execute(delete(PaginaLidaRow).where(PaginaLidaRow.sha256 == sha256))
