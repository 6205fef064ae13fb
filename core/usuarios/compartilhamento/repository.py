"""Storage of groups of people and of what is shared. One method is one transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao, Ato
from core.auditoria.repository import append
from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.usuarios.acesso import Especie
from core.usuarios.compartilhamento.domain import Alvo, Compartilhamento, GrupoDeUsuarios, Recebido, Registro
from core.usuarios.compartilhamento.tables import CompartilhamentoRow, GrupoDeUsuariosRow, MembroDoGrupoRow
from core.usuarios.tables import UsuarioRow


class CompartilhamentoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    # Groups

    def list_grupos(self) -> tuple[GrupoDeUsuarios, ...]:
        """By name."""
        query = select(GrupoDeUsuariosRow).order_by(func.lower(GrupoDeUsuariosRow.nome))
        with self._scope() as session:
            return tuple(_to_grupo(session, row) for row in session.scalars(query).all())

    def add_grupo(self, grupo: GrupoDeUsuarios, *, autor: str) -> GrupoDeUsuarios | None:
        """The group as it is kept, or None when the name is taken."""
        values = {"id": grupo.id, "nome": grupo.nome, "is_active": grupo.is_active}
        with self._scope() as session:
            new = insert(GrupoDeUsuariosRow).values(values).on_conflict_do_nothing().returning(GrupoDeUsuariosRow.id)
            if session.scalar(new) is None:
                return None
            session.add_all(MembroDoGrupoRow(grupo_id=grupo.id, usuario_id=one) for one in grupo.membros)
            append(session, Ato(Acao.GRUPO_DE_PESSOAS, autor, grupo.nome, _describe(session, grupo, None)))
            return grupo

    def save_grupo(self, grupo: GrupoDeUsuarios, *, autor: str) -> GrupoDeUsuarios:
        """Name, members and whether it counts. Raises VersionConflictError where somebody saved it meanwhile."""
        with self._scope() as session:
            row = session.get(GrupoDeUsuariosRow, grupo.id, with_for_update=True)
            if row is None:
                raise RecordNotFoundError(f"grupo {grupo.id}")
            before = _to_grupo(session, row)
            if before.versao != grupo.versao:
                raise VersionConflictError(f"grupo {grupo.id} is at {before.versao}")
            row.nome, row.is_active, row.versao = grupo.nome, grupo.is_active, row.versao + 1
            session.execute(delete(MembroDoGrupoRow).where(MembroDoGrupoRow.grupo_id == grupo.id))
            session.add_all(MembroDoGrupoRow(grupo_id=grupo.id, usuario_id=one) for one in grupo.membros)
            session.flush()
            append(session, Ato(Acao.GRUPO_DE_PESSOAS, autor, grupo.nome, _describe(session, grupo, before)))
            return _to_grupo(session, row)

    # What is shared

    def is_shared(self, especie: Especie, registro_id: UUID, usuario_id: int) -> bool:
        """Whether the person was given it, alone or in a group that counts."""
        row = CompartilhamentoRow
        query = select(row.id).where(row.especie == especie.value, row.registro_id == registro_id, _given(usuario_id))
        with self._scope() as session:
            return session.scalar(query.limit(1)) is not None

    def list(self, especie: Especie, registro_id: UUID) -> tuple[Compartilhamento, ...]:
        """Whom a record was given to, in the order in which it was done."""
        row = CompartilhamentoRow
        query = (
            select(row, UsuarioRow.nome, GrupoDeUsuariosRow.nome)
            .outerjoin(UsuarioRow, UsuarioRow.id == row.usuario_id)
            .outerjoin(GrupoDeUsuariosRow, GrupoDeUsuariosRow.id == row.grupo_id)
            .where(row.especie == especie.value, row.registro_id == registro_id)
            .order_by(row.created_at, row.id)
        )
        with self._scope() as session:
            return tuple(
                Compartilhamento(one.id, Alvo(pessoa or grupo or "", one.usuario_id, one.grupo_id), one.created_at)
                for one, pessoa, grupo in session.execute(query)
            )

    def list_recebidos(self, especie: Especie, usuario_id: int, limit: int) -> tuple[Recebido, ...]:
        """What others gave the person, the newest first."""
        row = CompartilhamentoRow
        last = func.max(row.created_at).label("last")
        query = (
            select(row.registro_id, last)
            .where(row.especie == especie.value, row.autor_id != usuario_id, _given(usuario_id))
            .group_by(row.registro_id)
            .order_by(last.desc())
            .limit(limit)
        )
        with self._scope() as session:
            return tuple(Recebido(*found) for found in session.execute(query))

    def add(self, registro: Registro, alvo: Alvo, *, autor_id: int, autor: str) -> bool:
        """False when it was given already."""
        values = {
            "especie": registro.especie.value,
            "registro_id": registro.id,
            "usuario_id": alvo.usuario_id,
            "grupo_id": alvo.grupo_id,
            "autor_id": autor_id,
        }
        with self._scope() as session:
            new = insert(CompartilhamentoRow).values(values).on_conflict_do_nothing()
            if session.scalar(new.returning(CompartilhamentoRow.id)) is None:
                return False
            append(session, Ato(Acao.ACESSO_COMPARTILHADO, autor, registro.titulo, f"com {alvo.nome}"))
            return True

    def delete(self, registro: Registro, compartilhamento: Compartilhamento, *, autor: str) -> bool:
        """False when it was taken back already."""
        row = CompartilhamentoRow
        is_it = (row.id == compartilhamento.id, row.especie == registro.especie.value, row.registro_id == registro.id)
        with self._scope() as session:
            if session.scalar(delete(row).where(*is_it).returning(row.id)) is None:
                return False
            append(session, Ato(Acao.ACESSO_RETIRADO, autor, registro.titulo, f"de {compartilhamento.alvo.nome}"))
            return True


def _given(usuario_id: int) -> ColumnElement[bool]:
    row, membro, grupo = CompartilhamentoRow, MembroDoGrupoRow, GrupoDeUsuariosRow
    grupos = (
        select(membro.grupo_id)
        .join(grupo, grupo.id == membro.grupo_id)
        .where(membro.usuario_id == usuario_id, grupo.is_active)
    )
    return or_(row.usuario_id == usuario_id, row.grupo_id.in_(grupos))


def _to_grupo(session: Session, row: GrupoDeUsuariosRow) -> GrupoDeUsuarios:
    membros = session.scalars(select(MembroDoGrupoRow.usuario_id).where(MembroDoGrupoRow.grupo_id == row.id))
    return GrupoDeUsuarios(row.id, row.nome, frozenset(membros), row.is_active, row.versao)


def _describe(session: Session, grupo: GrupoDeUsuarios, before: GrupoDeUsuarios | None) -> str:
    """What changed, in words; people by their logins."""
    old = before.membros if before else frozenset()
    logins = dict(
        session.execute(select(UsuarioRow.id, UsuarioRow.login).where(UsuarioRow.id.in_(grupo.membros | old))).all()
    )
    parts = [
        f"nome: de {before.nome}" if before and before.nome != grupo.nome else "",
        "entraram: " + ", ".join(sorted(logins[one] for one in grupo.membros - old)) if grupo.membros - old else "",
        "saíram: " + ", ".join(sorted(logins[one] for one in old - grupo.membros)) if old - grupo.membros else "",
    ]
    if before is not None and before.is_active != grupo.is_active:
        parts.append("voltou a valer" if grupo.is_active else "deixou de valer")
    return "; ".join(part for part in parts if part)
