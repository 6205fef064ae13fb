"""Storage of times. One method is one transaction."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert

from core.infra.db import DATABASE_SILENT, SessionScope
from core.pecas.tempos.domain import TempoDaGeracao
from core.pecas.tempos.tables import TempoDaGeracaoRow

_log = structlog.get_logger()


class TempoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, geracao_id: UUID, tempo: TempoDaGeracao) -> None:
        """Add an attempt to those before it. A time is not worth a geração: a database that is away costs the time."""
        seconds = asdict(tempo)
        if not any(seconds.values()):
            return
        statement = insert(TempoDaGeracaoRow).values(geracao_id=geracao_id, **seconds)
        sums = {name: getattr(TempoDaGeracaoRow, name) + statement.excluded[name] for name in seconds}
        try:
            with self._scope() as session:
                session.execute(statement.on_conflict_do_update(index_elements=["geracao_id"], set_=sums))
        except DATABASE_SILENT as error:
            _log.warning("times_not_kept", geracao_id=str(geracao_id), reason=type(error).__name__)
