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
_MAX_LIDAS = 100
_V = TypeVar("_V")


class TabelaRepository:
    """Versions never change: those that were read last stay in this process, shared by its threads."""

    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope, _REVISION)
        self._lidas: dict[tuple[str, int], Guardada[Conteudo]] = {}

    def remember(self, key: Hashable, read: Callable[[], _V]) -> _V:
        """The answer of ``read``, kept in this process until a table changes in any process."""
        return self._memo.get(key, read)

    def list_slugs(self) -> dict[str, int]:
        """Live version of each table by slug."""
        return self._memo.get("slugs", self._read_slugs)

    def get(self, slug: str, versao: int | None = None) -> Guardada[Conteudo]:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        chosen = self.list_slugs().get(slug, 0) if versao is None else versao
        found = self.list_by_versao({slug: chosen})
        if not found:
            raise RecordNotFoundError(f"tabela de calculo {slug} v{versao or 'live'}")
        return found[0]

    def list_by_versao(self, versoes: Versoes) -> tuple[Guardada[Conteudo], ...]:
        """These versions, by slug; those that there are not are left out."""
        wanted = sorted(versoes.items())
        kept = {key: self._lidas[key] for key in wanted if key in self._lidas}
        missing = [key for key in wanted if key not in kept]
        if missing:
            kept |= self._read(missing)
        return tuple(kept[key] for key in wanted if key in kept)

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

    def _read(self, keys: list[tuple[str, int]]) -> dict[tuple[str, int], Guardada[Conteudo]]:
        which = tuple_(TabelaDeCalculoRow.slug, TabelaDeCalculoRow.versao).in_(keys)
        with self._scope() as session:
            rows = session.scalars(select(TabelaDeCalculoRow).where(which))
            read = {(row.slug, row.versao): _to_guardada(row) for row in rows}
        kept = [*self._lidas.items(), *read.items()]
        self._lidas = dict(kept[-_MAX_LIDAS:])
        return read

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
