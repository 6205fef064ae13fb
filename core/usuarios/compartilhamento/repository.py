"""Storage of groups of people and of what is shared. One method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from textwrap import wrap
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.auditoria.domain import Acao, Ato
from core.auditoria.repository import MAX_DETALHE, append
from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.usuarios.acesso import Especie
from core.usuarios.compartilhamento.domain import Alvo, Compartilhamento, GrupoDeUsuarios, Recebido, Registro
from core.usuarios.compartilhamento.tables import CompartilhamentoRow, GrupoDeUsuariosRow, MembroDoGrupoRow
from core.usuarios.tables import UsuarioRow

_MAX_NOMES = MAX_DETALHE - 100
"""Characters of logins in one act."""


class CompartilhamentoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    # Groups

    def list_grupos(self) -> tuple[GrupoDeUsuarios, ...]:
        """By name."""
        row, membro = GrupoDeUsuariosRow, MembroDoGrupoRow
        query = (
            select(row, membro.usuario_id)
            .outerjoin(membro, membro.grupo_id == row.id)
            .order_by(func.lower(row.nome), row.id)
        )
        with self._scope() as session:
            found = groupby(session.execute(query), key=itemgetter(0))
            return tuple(_build_grupo(one, (membro for _, membro in some)) for one, some in found)

    def list_alvos(self) -> tuple[Alvo, ...]:
        """The groups that count, by name, without their people."""
        row = GrupoDeUsuariosRow
        query = select(row.nome, row.id).where(row.is_active).order_by(func.lower(row.nome))
        with self._scope() as session:
            return tuple(Alvo(nome, grupo_id=ident) for nome, ident in session.execute(query))

    def add_grupo(self, grupo: GrupoDeUsuarios, *, autor: str) -> GrupoDeUsuarios | None:
        """The group as it is kept, or None when the name is taken."""
        with self._scope() as session:
            if _is_taken(session, grupo):
                return None
            session.add(GrupoDeUsuariosRow(id=grupo.id, nome=grupo.nome, is_active=grupo.is_active))
            session.flush()
            session.add_all(MembroDoGrupoRow(grupo_id=grupo.id, usuario_id=one) for one in grupo.membros)
            _note(session, grupo, None, autor)
            return grupo

    def save_grupo(self, grupo: GrupoDeUsuarios, *, autor: str) -> GrupoDeUsuarios | None:
        """Name, members and whether it counts; None when the name is taken.

        Raises VersionConflictError where somebody saved it meanwhile.
        """
        with self._scope() as session:
            if _is_taken(session, grupo):
                return None
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
            _note(session, grupo, before, autor)
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


def _is_taken(session: Session, grupo: GrupoDeUsuarios) -> bool:
    """Whether another group has the name, however it is capitalised; until the transaction ends nobody takes one."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("grupo_de_usuarios:nome"))))
    nomes = session.scalars(select(GrupoDeUsuariosRow.nome).where(GrupoDeUsuariosRow.id != grupo.id))
    return grupo.nome.casefold() in {nome.casefold() for nome in nomes}


def _to_grupo(session: Session, row: GrupoDeUsuariosRow) -> GrupoDeUsuarios:
    membros = select(MembroDoGrupoRow.usuario_id).where(MembroDoGrupoRow.grupo_id == row.id)
    return _build_grupo(row, session.scalars(membros))


def _build_grupo(row: GrupoDeUsuariosRow, membros: Iterable[int | None]) -> GrupoDeUsuarios:
    known = frozenset(one for one in membros if one is not None)
    return GrupoDeUsuarios(row.id, row.nome, known, row.is_active, row.versao)


def _note(session: Session, grupo: GrupoDeUsuarios, before: GrupoDeUsuarios | None, autor: str) -> None:
    """Put on record what changed, in words; people by their logins, so many to an act that none is cut off."""
    old = before.membros if before else frozenset()
    logins = dict(
        session.execute(select(UsuarioRow.id, UsuarioRow.login).where(UsuarioRow.id.in_(grupo.membros | old))).all()
    )
    parts = [f"nome: de {before.nome}"] if before and before.nome != grupo.nome else []
    for word, people in (("entraram", grupo.membros - old), ("saíram", old - grupo.membros)):
        names = ", ".join(sorted(logins[one] for one in people))
        parts += [
            f"{word}: {some.rstrip(',')}"
            for some in wrap(names, _MAX_NOMES, break_long_words=False, break_on_hyphens=False)
        ]
    if before is not None and before.is_active != grupo.is_active:
        parts.append("voltou a valer" if grupo.is_active else "deixou de valer")
    whole = "; ".join(parts)
    for detalhe in [whole] if len(whole) <= MAX_DETALHE else parts:
        append(session, Ato(Acao.GRUPO_DE_PESSOAS, autor, grupo.nome, detalhe))
