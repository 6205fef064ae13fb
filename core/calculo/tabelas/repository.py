"""The tables in PostgreSQL: immutable versions with one live one per slug; one method is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.orm import Session

from core.calculo.tabelas.domain import Conteudo, Guardada, VersaoDaTabela, Versoes, read_slug
from core.calculo.tabelas.formato import dump_conteudo, parse_conteudo
from core.calculo.tabelas.tables import TabelaDeCalculoRow
from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.prompts.repository import Memo, find_version, replace_live

_LOCK_NAME = "tabelas-de-calculo"
_SEED = {"autor": "sistema", "motivo": "Conteúdo inicial do portal"}
_REVISION = text("SELECT coalesce(max(id), 0) FROM tabela_de_calculo")
_MAX_VERSOES = 30
_V = TypeVar("_V")


class TabelaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope, _REVISION)

    def remember(self, key: Hashable, read: Callable[[], _V]) -> _V:
        """The answer of ``read``, kept in this process until a table changes in any process."""
        return self._memo.get(key, read)

    def list_slugs(self) -> dict[str, int]:
        """Live version of each table by slug."""
        return self._memo.get("slugs", self._read_slugs)

    def get(self, slug: str, versao: int | None = None) -> Guardada[Conteudo]:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, TabelaDeCalculoRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"tabela de calculo {slug} v{versao or 'live'}")
            return _to_guardada(row)

    def list_by_versao(self, versoes: Versoes) -> tuple[Guardada[Conteudo], ...]:
        """These versions, by slug."""
        which = tuple_(TabelaDeCalculoRow.slug, TabelaDeCalculoRow.versao).in_(list(versoes.items()))
        query = select(TabelaDeCalculoRow).where(which).order_by(TabelaDeCalculoRow.slug)
        with self._scope() as session:
            return tuple(_to_guardada(row) for row in session.scalars(query))

    def list_versoes(self, slug: str) -> tuple[VersaoDaTabela, ...]:
        """The history, newest first, at most the last thirty."""
        query = select(TabelaDeCalculoRow).where(TabelaDeCalculoRow.slug == slug)
        with self._scope() as session:
            return tuple(
                VersaoDaTabela(_to_guardada(row), row.autor, row.motivo, row.created_at, row.is_current)
                for row in session.scalars(query.order_by(TabelaDeCalculoRow.versao.desc()).limit(_MAX_VERSOES))
            )

    def save(self, guardada: Guardada[Conteudo], *, autor: str, motivo: str) -> int:
        """The number of the next version, which counts from now on.

        ``guardada.versao`` is the version that was edited, 0 for a table that there was none of. Raises
        VersionConflictError when another one counts by now.
        """
        with self._scope() as session:
            _lock(session)
            live = find_version(session, TabelaDeCalculoRow, guardada.slug)
            viva = live.versao if live else 0
            if viva != guardada.versao:
                raise VersionConflictError(f"{guardada.slug} is no longer v{guardada.versao}", viva=viva)
            corpo = dump_conteudo(guardada.conteudo)
            row = TabelaDeCalculoRow(slug=guardada.slug, autor=autor, motivo=motivo, corpo=corpo)
            replace_live(session, live, row)
            return row.versao

    def save_seeds(self, tabelas: Iterable[Guardada[Conteudo]]) -> int:
        """Store what is new or changed in the files; a version that a person published is left alone."""
        written = 0
        with self._scope() as session:
            _lock(session)
            for tabela in tabelas:
                corpo = dump_conteudo(tabela.conteudo)
                sha256 = hashlib.sha256(json.dumps(corpo, sort_keys=True).encode()).hexdigest()
                live = find_version(session, TabelaDeCalculoRow, tabela.slug)
                if live is not None and live.seed_sha256 in (None, sha256):
                    continue
                row = TabelaDeCalculoRow(slug=tabela.slug, seed_sha256=sha256, corpo=corpo, **_SEED)
                replace_live(session, live, row)
                written += 1
        return written

    def _read_slugs(self) -> dict[str, int]:
        query = select(TabelaDeCalculoRow.slug, TabelaDeCalculoRow.versao).where(TabelaDeCalculoRow.is_current)
        with self._scope() as session:
            return {row.slug: row.versao for row in session.execute(query.order_by(TabelaDeCalculoRow.slug))}


def _lock(session: Session) -> None:
    """Writers take turns; readers never wait."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK_NAME))))


def _to_guardada(row: TabelaDeCalculoRow) -> Guardada[Conteudo]:
    especie, nome = read_slug(row.slug)
    return Guardada(row.slug, row.versao, parse_conteudo(especie, nome, row.corpo))
