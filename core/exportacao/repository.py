"""Storage of finished files. One method is one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
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
            if row is None:
                return None
            return Arquivo(row.chave, row.nome, row.mimetype, row.conteudo, row.erro_codigo)

    def find_erros(self, chaves: Collection[str]) -> dict[str, str]:
        """Those of the keys that came to an end: the code of the error, empty for a finished file."""
        statement = select(ArquivoRow.chave, ArquivoRow.erro_codigo).where(ArquivoRow.chave.in_(chaves))
        with self._scope() as session:
            return {row.chave: row.erro_codigo for row in session.execute(statement)}

    def list_nomes(self, chaves: Collection[str]) -> dict[str, str]:
        """The names of those of the files that are finished, by key."""
        statement = select(ArquivoRow.chave, ArquivoRow.nome).where(ArquivoRow.chave.in_(chaves))
        with self._scope() as session:
            return dict(session.execute(statement.where(ArquivoRow.erro_codigo == "")).all())

    def save(self, arquivo: Arquivo) -> None:
        """Keep the file. A finished one stays, so that making it twice changes nothing; one that failed gives way."""
        values = {
            "chave": arquivo.chave,
            "nome": arquivo.nome,
            "mimetype": arquivo.mimetype,
            "conteudo": arquivo.conteudo,
            "erro_codigo": arquivo.erro_codigo,
            "created_at": datetime.now(UTC),
        }
        statement = insert(ArquivoRow).values(values)
        replaced = statement.on_conflict_do_update(
            index_elements=[ArquivoRow.chave], set_=values, where=ArquivoRow.erro_codigo != ""
        )
        with self._scope() as session:
            session.execute(replaced)

    def delete_others(self, prefixo: str, chave: str, *, older_than: timedelta) -> None:
        """Of the files whose key begins like this and that were made so long ago only that of ``chave`` stays."""
        is_other = (ArquivoRow.chave.startswith(prefixo, autoescape=True), ArquivoRow.chave != chave)
        is_old = ArquivoRow.created_at < datetime.now(UTC) - older_than
        with self._scope() as session:
            session.execute(delete(ArquivoRow).where(*is_other, is_old))

    def delete_failed(self, chave: str) -> None:
        """Forget that a file could not be made, so that it may be tried again."""
        with self._scope() as session:
            session.execute(delete(ArquivoRow).where(ArquivoRow.chave == chave, ArquivoRow.erro_codigo != ""))
