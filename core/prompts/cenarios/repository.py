"""Saved scenarios in PostgreSQL; one method is one transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.cenarios.domain import Cenario
from core.prompts.cenarios.tables import CenarioRow
from core.prompts.repository import Memo, lock_library
from core.prompts.valores import dump_valores, parse_valores, rename_in_valores

_SEED_AUTOR = "sistema"


class CenarioRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope)

    def list_cenarios(self) -> tuple[Cenario, ...]:
        """All scenarios by name."""
        return self._memo.get("cenarios", self._read_cenarios)

    def _read_cenarios(self) -> tuple[Cenario, ...]:
        query = select(CenarioRow).where(~CenarioRow.is_deleted).order_by(CenarioRow.nome, CenarioRow.slug)
        with self._scope() as session:
            return tuple(_to_cenario(row) for row in session.scalars(query))

    def get_cenario(self, slug: str) -> Cenario:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            row = _find(session, slug)
            if row is None or row.is_deleted:
                raise RecordNotFoundError(f"cenario {slug}")
            return _to_cenario(row)

    def add_cenario(self, cenario: Cenario, *, autor: str) -> Cenario:
        """Store a new one. Raises ForbiddenChangeError when the slug is taken."""
        with self._scope() as session:
            lock_library(session)
            if _find(session, cenario.slug) is not None:
                raise ForbiddenChangeError(
                    f"cenario {cenario.slug} exists",
                    user_message="O portal já tem um cenário com este nome. Escolha outro nome e salve de novo.",
                )
            row = CenarioRow(slug=cenario.slug, versao=1, autor=autor, **_columns(cenario))
            session.add(row)
            session.flush()
            return _to_cenario(row)

    def save_cenario(self, cenario: Cenario, *, autor: str) -> Cenario:
        """Store an edit. Raises ForbiddenChangeError when ``cenario.versao`` is not the stored one."""
        with self._scope() as session:
            row = _take(session, cenario)
            _fill(row, {**_columns(cenario), "autor": autor, "seed_sha256": None})
            session.flush()
            return _to_cenario(row)

    def delete_cenario(self, cenario: Cenario, *, autor: str) -> None:
        """Take it out. Raises ForbiddenChangeError when ``cenario.versao`` is not the stored one."""
        with self._scope() as session:
            _fill(_take(session, cenario), {"is_deleted": True, "autor": autor, "seed_sha256": None})

    def restore_cenario(self, slug: str, *, autor: str) -> Cenario:
        """Bring a deleted one back. Raises RecordNotFoundError."""
        with self._scope() as session:
            lock_library(session)
            row = _find(session, slug)
            if row is None:
                raise RecordNotFoundError(f"cenario {slug}")
            _fill(row, {"is_deleted": False, "autor": autor})
            return _to_cenario(row)

    def save_seeds(self, cenarios: tuple[Cenario, ...]) -> int:
        """Store what is new or changed in the seed files; what a person edited or deleted is left alone."""
        written = 0
        with self._scope() as session:
            lock_library(session)
            stored = {row.slug: row for row in session.scalars(select(CenarioRow))}
            for cenario in cenarios:
                columns = _columns(cenario)
                sha256 = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()
                row = stored.get(cenario.slug)
                if row is not None and row.seed_sha256 in (None, sha256):
                    continue
                if row is None:
                    row = CenarioRow(slug=cenario.slug, versao=0)
                    session.add(row)
                _fill(row, {**columns, "autor": _SEED_AUTOR, "seed_sha256": sha256})
                written += 1
        return written


def rename_variavel_em_cenarios(session: Session, de: str, para: str) -> int:
    """Give a variable its new name in every scenario; answers how many changed.

    For the transaction that renames the variable, which holds the lock of the library.
    """
    changed = 0
    for row in session.scalars(select(CenarioRow)):
        valores = rename_in_valores(row.valores, de, para)
        if valores != row.valores:
            _fill(row, {"valores": valores, "seed_sha256": None})
            changed += 1
    session.flush()
    return changed


def _find(session: Session, slug: str) -> CenarioRow | None:
    return session.scalar(select(CenarioRow).where(CenarioRow.slug == slug))


def _take(session: Session, cenario: Cenario) -> CenarioRow:
    lock_library(session)
    row = _find(session, cenario.slug)
    if row is None or row.is_deleted:
        raise RecordNotFoundError(f"cenario {cenario.slug}")
    if row.versao != cenario.versao:
        raise ForbiddenChangeError(
            f"cenario {cenario.slug} is no longer v{cenario.versao}",
            user_message=(
                "Outra pessoa salvou este cenário depois que você o abriu, e o portal não o sobrescreveu. "
                "Recarregue a página, veja o que mudou e refaça a sua edição."
            ),
        )
    return row


def _fill(row: CenarioRow, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.versao += 1


def _columns(cenario: Cenario) -> dict[str, Any]:
    return {
        "nome": cenario.nome,
        "grupo": cenario.grupo,
        "tipo_de_peca": cenario.tipo_de_peca,
        "valores": dump_valores(cenario.valores),
        "ausentes": list(cenario.ausentes),
        "nota": cenario.nota,
        "is_deleted": False,
    }


def _to_cenario(row: CenarioRow) -> Cenario:
    return Cenario(
        slug=row.slug,
        versao=row.versao,
        nome=row.nome,
        grupo=row.grupo,
        tipo_de_peca=row.tipo_de_peca,
        valores=parse_valores(row.valores, row.slug),
        ausentes=tuple(row.ausentes),
        nota=row.nota,
    )
