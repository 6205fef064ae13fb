"""Storage of files on their way into a lot. One method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.classificador.remessas.domain import ArquivoDaRemessa, Remessa
from core.classificador.tables import ArquivoDaRemessaRow, RemessaRow
from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.processos.envios.repository import forget_conteudos
from core.processos.tables import ProcessoRow

_DELETED_AT_ONCE = 20


@dataclass(frozen=True)
class Ocupado:
    """What a set holds, and the bytes of all sets of its person that are no lot yet."""

    usuario_id: int
    documentos: int
    size_bytes: int
    da_pessoa_bytes: int


class RemessaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, chave: str, usuario_id: int) -> None:
        with self._scope() as session:
            session.add(RemessaRow(chave=chave, usuario_id=usuario_id))

    def get(self, chave: str) -> Remessa:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = _get(session, chave)
            found = select(ArquivoDaRemessaRow).where(ArquivoDaRemessaRow.chave == chave)
            rows = session.scalars(found.order_by(ArquivoDaRemessaRow.ordem)).all()
            return Remessa(chave, row.usuario_id, tuple(_to_arquivo(one) for one in rows))

    def sum_up(self, chave: str) -> Ocupado:
        """What is there. Raises as ``get``, and ForbiddenChangeError once it is a lot."""
        with self._scope() as session:
            return _sum_up(session, _require_open(session, chave))

    def add_arquivo(self, chave: str, arquivo: ArquivoDaRemessa, require_room: Callable[[Ocupado], None]) -> str:
        """Add a file at the end; answers the name of the one that has its content already, or an empty text.

        ``require_room`` raises when there is no room; nobody else adds a file of this person meanwhile.
        """
        row = ArquivoDaRemessaRow
        with self._scope() as session:
            usuario_id = _require_open(session, chave).usuario_id
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"remessas:{usuario_id}"))))
            remessa = _require_open(session, chave, is_locking=True)
            is_same = and_(row.chave == chave, row.sha256 == arquivo.sha256)
            if same := session.scalar(select(row.nome).where(is_same)):
                return same
            require_room(_sum_up(session, remessa))
            last = session.scalar(select(func.max(row.ordem)).where(row.chave == chave)) or 0
            values = {"chave": chave, "sha256": arquivo.sha256, "ordem": last + 1, "nome": arquivo.nome}
            values |= {"size_bytes": arquivo.size_bytes, "membros": arquivo.membros}
            session.execute(insert(row).values(values))
            return ""

    def remove_arquivo(self, chave: str, sha256: str) -> None:
        """Take a file out, with its bytes if nothing else has them. Raises ForbiddenChangeError once it is a lot."""
        row = ArquivoDaRemessaRow
        with self._scope() as session:
            _require_open(session, chave, is_locking=True)
            session.execute(delete(row).where(row.chave == chave, row.sha256 == sha256))
            forget_conteudos(session, chave, [sha256])

    def delete_old(self, before: datetime) -> int:
        """Forget files that were handed in before and never became a lot. Answers how many sets."""
        is_old = (RemessaRow.lote_id.is_(None), RemessaRow.created_at < before)
        batch = select(RemessaRow.chave).where(*is_old).limit(_DELETED_AT_ONCE).with_for_update(skip_locked=True)
        row = ArquivoDaRemessaRow
        with self._scope() as session:
            chaves = session.scalars(batch).all()
            for chave in chaves:
                hashes = session.scalars(select(row.sha256).where(row.chave == chave)).all()
                session.execute(delete(RemessaRow).where(RemessaRow.chave == chave))
                forget_conteudos(session, chave, hashes)
                session.execute(delete(ProcessoRow).where(ProcessoRow.numero_cnj == chave))
        return len(chaves)


def _sum_up(session: Session, remessa: RemessaRow) -> Ocupado:
    row = ArquivoDaRemessaRow
    is_here, total = row.chave == remessa.chave, func.sum(row.size_bytes)
    sums = (func.sum(func.greatest(row.membros, 1)).filter(is_here), total.filter(is_here), total)
    is_waiting = (RemessaRow.usuario_id == remessa.usuario_id, RemessaRow.lote_id.is_(None))
    statement = select(*sums).join(RemessaRow, RemessaRow.chave == row.chave).where(*is_waiting)
    return Ocupado(remessa.usuario_id, *(int(one or 0) for one in session.execute(statement).one()))


def _require_open(session: Session, chave: str, *, is_locking: bool = False) -> RemessaRow:
    row = _get(session, chave, is_locking=is_locking)
    if row.lote_id is not None:
        raise ForbiddenChangeError("the files became a lot already")
    return row


def _get(session: Session, chave: str, *, is_locking: bool = False) -> RemessaRow:
    row = session.get(RemessaRow, chave, with_for_update=True if is_locking else None)
    if row is None:
        raise RecordNotFoundError("no such files")
    return row


def _to_arquivo(row: ArquivoDaRemessaRow) -> ArquivoDaRemessa:
    return ArquivoDaRemessa(row.ordem, row.nome, row.sha256, row.size_bytes, row.membros)
