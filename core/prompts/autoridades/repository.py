"""The approved base in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from core.infra.db import SessionScope
from core.prompts.autoridades.domain import Autoridade, TipoDeAutoridade
from core.prompts.autoridades.tables import AutoridadeRow
from core.prompts.repository import lock_library


class AutoridadeRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_autoridades(self) -> tuple[Autoridade, ...]:
        """All of them by key."""
        with self._scope() as session:
            rows = session.scalars(select(AutoridadeRow).order_by(AutoridadeRow.chave))
            return tuple(_to_autoridade(row) for row in rows)

    def save_seeds(self, autoridades: Sequence[Autoridade]) -> int:
        """Make the stored base that of the files; answers how many entries were written or taken out."""
        with self._scope() as session:
            lock_library(session)
            stored = {row.chave: row for row in session.scalars(select(AutoridadeRow))}
            wanted = {autoridade.chave: autoridade for autoridade in autoridades}
            changed = [a for a in autoridades if a.chave not in stored or _to_autoridade(stored[a.chave]) != a]
            gone = [row for chave, row in stored.items() if chave not in wanted]
            for row in gone:
                session.delete(row)
            for autoridade in changed:
                session.merge(AutoridadeRow(**asdict(autoridade)))
            return len(changed) + len(gone)


def _to_autoridade(row: AutoridadeRow) -> Autoridade:
    return Autoridade(
        chave=row.chave,
        tipo=TipoDeAutoridade(row.tipo),
        nome=row.nome,
        resumo=row.resumo,
        fonte=row.fonte,
        vigencia=row.vigencia,
        is_vigente=row.is_vigente,
    )
