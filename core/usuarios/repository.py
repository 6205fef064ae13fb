"""People, sessions and failed logins in PostgreSQL; one method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao, Ato
from core.auditoria.repository import append, append_of
from core.errors import ForbiddenChangeError, RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.usuarios.domain import (
    ADMINISTRAR,
    ALL_PERMISSIONS,
    SISTEMA,
    Credencial,
    Papel,
    Sessao,
    Tentativa,
    Usuario,
    describe_acesso,
    describe_mudanca,
)
from core.usuarios.tables import FalhaDeLoginRow, SessaoRow, UsuarioRow


class UsuarioRepository:
    """Storage of this package."""

    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def find_credencial(self, login: str) -> Credencial | None:
        with self._scope() as session:
            row = session.scalar(select(UsuarioRow).where(UsuarioRow.login == login))
            return Credencial(_to_usuario(row), row.senha_hash, row.senha_provisoria) if row else None

    def find_federado(self, identidade: str, login: str) -> Usuario | None:
        """The active person whose account this is. One that no account belongs to yet is found by the login once."""
        with self._scope() as session:
            row = session.scalar(select(UsuarioRow).where(UsuarioRow.identidade == identidade))
            if row is not None:
                return _to_usuario(row) if row.is_active else None
            free = select(UsuarioRow).where(UsuarioRow.login == login, UsuarioRow.identidade.is_(None))
            row = session.scalar(free.with_for_update())
            if row is None or not row.is_active:
                return None
            row.identidade = identidade
            append(session, Ato(Acao.PESSOA_MUDADA, login, login, "conta institucional ligada ao cadastro"))
            return _to_usuario(row)

    def get(self, usuario_id: int) -> Usuario:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(UsuarioRow, usuario_id)
            if row is None:
                raise RecordNotFoundError(f"usuario {usuario_id}")
            return _to_usuario(row)

    def get_unidade(self, usuario_id: int) -> str:
        """The unit a person works in; empty for an id that nobody has."""
        with self._scope() as session:
            return session.scalar(select(UsuarioRow.unidade).where(UsuarioRow.id == usuario_id)) or ""

    def list(self) -> tuple[Usuario, ...]:
        with self._scope() as session:
            return tuple(_to_usuario(row) for row in session.scalars(select(UsuarioRow).order_by(UsuarioRow.nome)))

    def has_people(self) -> bool:
        """Whether there is anybody yet."""
        with self._scope() as session:
            return session.scalar(select(UsuarioRow.id).limit(1)) is not None

    def list_nomes(self, logins: Collection[str]) -> dict[str, str]:
        """The names of those of them that exist, by login."""
        query = select(UsuarioRow.login, UsuarioRow.nome).where(UsuarioRow.login.in_(sorted(logins)))
        with self._scope() as session:
            return {row.login: row.nome for row in session.execute(query)}

    def add(self, usuario: Usuario, *, senha_hash: str, autor: str, is_provisoria: bool = False) -> Usuario | None:
        """The stored person with its id, or None when the login is taken."""
        with self._scope() as session:
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"usuario:{usuario.login}"))))
            if session.scalar(select(UsuarioRow.id).where(UsuarioRow.login == usuario.login)) is not None:
                return None
            row = UsuarioRow(
                login=usuario.login,
                nome=usuario.nome,
                papel=usuario.papel.value,
                unidade=usuario.unidade,
                senha_hash=senha_hash,
                senha_provisoria=is_provisoria,
                is_active=usuario.is_active,
                permissoes=sorted(usuario.permissoes),
            )
            session.add(row)
            session.flush()
            added = _to_usuario(row)
            append(session, Ato(Acao.PESSOA_CRIADA, autor, added.login, describe_acesso(added)))
            return added

    def save_pessoa(self, usuario: Usuario, *, autor: str, now: datetime, visto: Usuario | None = None) -> Usuario:
        """Store name, unit and access, and end the sessions that were opened under another access.

        Raises RecordNotFoundError, VersionConflictError for one who is no longer as ``visto``, and ForbiddenChangeError
        when a person leaves nobody who may administer.
        """
        with self._scope() as session:
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext("usuario:acesso"))))
            row = session.get(UsuarioRow, usuario.id, with_for_update=True)
            if row is None:
                raise RecordNotFoundError(f"usuario {usuario.id}")
            before = _to_usuario(row)
            if visto is not None and visto != before:
                raise VersionConflictError(f"usuario {usuario.id} was changed meanwhile")
            row.nome, row.unidade = usuario.nome, usuario.unidade
            row.papel, row.is_active = usuario.papel.value, usuario.is_active
            row.permissoes = sorted(usuario.permissoes)
            after = _to_usuario(row)
            if after == before:
                return after
            is_lost = _is_admin(before) and not _is_admin(after) and autor != SISTEMA
            if is_lost and not _has_admin(session, usuario.id):
                raise ForbiddenChangeError(f"usuario {usuario.id} is the last who administers")
            if (describe_acesso(after), after.unidade) != (describe_acesso(before), before.unidade):
                _revoke(session, usuario.id, now)
            append(session, Ato(Acao.PESSOA_MUDADA, autor, after.login, describe_mudanca(before, after)))
            return after

    def save_senha(
        self, usuario: Usuario, *, senha_hash: str, autor: str, now: datetime, is_provisoria: bool = False
    ) -> None:
        """Change the password and end the sessions that were opened with the old one."""
        with self._scope() as session:
            values = {"senha_hash": senha_hash, "senha_provisoria": is_provisoria}
            session.execute(update(UsuarioRow).where(UsuarioRow.id == usuario.id).values(values))
            _revoke(session, usuario.id, now)
            append(session, Ato(Acao.SENHA_TROCADA, autor, usuario.login))

    def has_identidade(self, usuario_id: int) -> bool:
        """Whether an account of the institution opens the portal for the person."""
        with self._scope() as session:
            return session.scalar(select(UsuarioRow.identidade).where(UsuarioRow.id == usuario_id)) is not None

    def delete_identidade(self, usuario: Usuario, *, autor: str, now: datetime) -> bool:
        """The account opens nothing any more and every session ends; False where there was none."""
        linked = (UsuarioRow.id == usuario.id, UsuarioRow.identidade.is_not(None))
        with self._scope() as session:
            change = update(UsuarioRow).where(*linked).values(identidade=None).returning(UsuarioRow.id)
            if session.scalar(change) is None:
                return False
            _revoke(session, usuario.id, now)
            append(session, Ato(Acao.PESSOA_MUDADA, autor, usuario.login, "conta institucional desligada do cadastro"))
            return True

    def add_sessao(self, sessao: Sessao, *, token_sha256: str, address_sha256: str, agent_sha256: str) -> None:
        with self._scope() as session:
            session.add(
                SessaoRow(
                    id=sessao.id,
                    token_sha256=token_sha256,
                    usuario_id=sessao.usuario.id,
                    created_at=sessao.created_at,
                    last_seen_at=sessao.last_seen_at,
                    expires_at=sessao.expires_at,
                    address_sha256=address_sha256,
                    agent_sha256=agent_sha256,
                    is_provisoria=sessao.is_provisoria,
                )
            )
            append(session, Ato(Acao.ENTRADA, sessao.usuario.login))

    def note_recusa(self, login: str, motivo: str) -> None:
        """Somebody was not let in. What was typed is kept only where it is somebody's login: it may be a password."""
        with self._scope() as session:
            known = session.scalar(select(UsuarioRow.login).where(UsuarioRow.login == login))
            append(session, Ato(Acao.ENTRADA_RECUSADA, "", known or "login desconhecido", motivo))

    def find_sessao(self, token_sha256: str) -> Sessao | None:
        """The session of a token unless it was revoked or its person deactivated; time is judged by the caller."""
        return self._find(SessaoRow.token_sha256 == token_sha256)

    def find_sessao_by_id(self, sessao_id: UUID) -> Sessao | None:
        return self._find(SessaoRow.id == sessao_id)

    def list_live(self, ids: Sequence[UUID], *, now: datetime, idle_since: datetime) -> frozenset[UUID]:
        """Those of ``ids`` that may still be used, in one query for all open sockets of a process."""
        with self._scope() as session:
            query = (
                select(SessaoRow.id)
                .join(UsuarioRow, UsuarioRow.id == SessaoRow.usuario_id)
                .where(SessaoRow.id.in_(ids), UsuarioRow.is_active, *_alive(now, idle_since))
            )
            return frozenset(session.scalars(query))

    def touch_sessao(self, sessao_id: UUID, now: datetime) -> None:
        with self._scope() as session:
            session.execute(update(SessaoRow).where(SessaoRow.id == sessao_id).values(last_seen_at=now))

    def revoke_sessao(self, token_sha256: str, now: datetime) -> None:
        """The person leaves."""
        with self._scope() as session:
            usuario_id = session.scalar(
                update(SessaoRow)
                .where(SessaoRow.token_sha256 == token_sha256, SessaoRow.revoked_at.is_(None))
                .values(revoked_at=now)
                .returning(SessaoRow.usuario_id)
            )
            if usuario_id is not None:
                append_of(session, usuario_id, Acao.SAIDA)

    def revoke_sessoes(self, usuario_id: int, now: datetime) -> None:
        """The person leaves everywhere."""
        with self._scope() as session:
            _revoke(session, usuario_id, now)
            append_of(session, usuario_id, Acao.SAIDA, detalhe="de todos os lugares")

    def list_sessoes(self, usuario_id: int, *, now: datetime, idle_since: datetime) -> tuple[Sessao, ...]:
        """The live sessions of a person, the last used first."""
        query = (
            select(SessaoRow)
            .where(SessaoRow.usuario_id == usuario_id, *_alive(now, idle_since))
            .order_by(SessaoRow.last_seen_at.desc())
        )
        with self._scope() as session:
            return tuple(_to_sessao(row) for row in session.scalars(query))

    def begin_tentativa(self, limits: Sequence[tuple[str, int]], *, now: datetime, window: timedelta) -> Tentativa:
        """Count an attempt as failed before the password is looked at, unless a key is over its limit.

        ``limits`` are pairs of key and failures allowed in ``window``. Counting first, under a lock of each key,
        keeps many attempts at the same instant from passing the check together.
        """
        with self._scope() as session:
            keys = sorted(key for key, _ in limits)
            for key in keys:
                session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
            since = now - window
            session.execute(
                delete(FalhaDeLoginRow).where(
                    FalhaDeLoginRow.chave_sha256.in_(keys), FalhaDeLoginRow.created_at <= since
                )
            )
            locked = [until for key, limit in limits if (until := _locked_until(session, key, limit, window))]
            if locked:
                return Tentativa((), max(locked))
            rows = [FalhaDeLoginRow(chave_sha256=key, created_at=now) for key in keys]
            session.add_all(rows)
            session.flush()
            return Tentativa(tuple(row.id for row in rows))

    def clear_tentativa(self, tentativa: Tentativa, *, conta_sha256: str) -> None:
        """The attempt succeeded: it and the earlier failures of the account no longer count."""
        with self._scope() as session:
            session.execute(
                delete(FalhaDeLoginRow).where(
                    FalhaDeLoginRow.id.in_(tentativa.ids) | (FalhaDeLoginRow.chave_sha256 == conta_sha256)
                )
            )

    def delete_old(self, before: datetime) -> int:
        """Forget sessions and failures that ended before ``before``; returns how many rows went away."""
        with self._scope() as session:
            sessoes = session.execute(delete(SessaoRow).where(SessaoRow.expires_at < before).returning(SessaoRow.id))
            falhas = session.execute(
                delete(FalhaDeLoginRow).where(FalhaDeLoginRow.created_at < before).returning(FalhaDeLoginRow.id)
            )
            return len(sessoes.all()) + len(falhas.all())

    def _find(self, condition: object) -> Sessao | None:
        with self._scope() as session:
            row = session.scalar(select(SessaoRow).where(condition, SessaoRow.revoked_at.is_(None)))  # type: ignore[arg-type]  # a column's condition
            if row is None or not row.usuario.is_active:
                return None
            return _to_sessao(row)


def _locked_until(session: Session, key: str, limit: int, window: timedelta) -> datetime | None:
    """When the oldest of the last ``limit`` failures leaves the window, or None when the key is free."""
    query = (
        select(FalhaDeLoginRow.created_at)
        .where(FalhaDeLoginRow.chave_sha256 == key)
        .order_by(FalhaDeLoginRow.created_at.desc())
        .limit(limit)
    )
    times = session.scalars(query).all()
    return times[-1] + window if len(times) == limit else None


def _revoke(session: Session, usuario_id: int, now: datetime) -> None:
    session.execute(
        update(SessaoRow)
        .where(SessaoRow.usuario_id == usuario_id, SessaoRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _alive(now: datetime, idle_since: datetime) -> tuple[ColumnElement[bool], ...]:
    return SessaoRow.revoked_at.is_(None), SessaoRow.expires_at > now, SessaoRow.last_seen_at > idle_since


def _to_sessao(row: SessaoRow) -> Sessao:
    usuario = _to_usuario(row.usuario)
    return Sessao(row.id, usuario, row.created_at, row.last_seen_at, row.expires_at, row.is_provisoria)


def _is_admin(usuario: Usuario) -> bool:
    return usuario.has_permission(ADMINISTRAR)


def _has_admin(session: Session, other_than: int) -> bool:
    rows = session.scalars(select(UsuarioRow).where(UsuarioRow.id != other_than, UsuarioRow.is_active))
    return any(_is_admin(_to_usuario(row)) for row in rows)


def _to_usuario(row: UsuarioRow) -> Usuario:
    """A permission that this version does not know counts for nothing."""
    permissoes = ALL_PERMISSIONS & set(row.permissoes)
    return Usuario(row.id, row.login, row.nome, Papel(row.papel), row.unidade, row.is_active, permissoes)
