"""Storage of finished files. One method is one transaction."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert

from core.exportacao.domain import Arquivo
from core.exportacao.tables import ArquivoRow
from core.infra.db import SessionScope


class ArquivoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find(self, chave: str) -> Arquivo | None:
        with self._scope() as session:
            row = session.get(ArquivoRow, chave)
            return None if row is None else Arquivo(row.chave, row.nome, row.mimetype, row.conteudo)

    def save(self, arquivo: Arquivo) -> None:
        """Keep the file; the first one stays, so that making it twice changes nothing."""
        values = {
            "chave": arquivo.chave,
            "nome": arquivo.nome,
            "mimetype": arquivo.mimetype,
            "conteudo": arquivo.conteudo,
            "created_at": datetime.now(UTC),
        }
        with self._scope() as session:
            session.execute(insert(ArquivoRow).values(values).on_conflict_do_nothing())
