"""Legal constants in PostgreSQL: immutable versions with one live one per constant; one method is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, tuple_

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.constantes.domain import ConstanteLegal, Unidade, VersaoDaConstante, sign_valores
from core.prompts.constantes.formato import dump_valores, parse_valores
from core.prompts.constantes.tables import ConstanteRow
from core.prompts.repository import find_version, lock_library, replace_live

_SEED = {"autor": "sistema", "motivo": "Conteúdo inicial do portal"}


class ConstanteRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_constantes(self) -> tuple[ConstanteLegal, ...]:
        """Live constants by slug."""
        query = select(ConstanteRow).where(ConstanteRow.is_current).order_by(ConstanteRow.slug)
        with self._scope() as session:
            return tuple(_to_constante(row) for row in session.scalars(query))

    def list_by_versao(self, versoes: Mapping[str, int]) -> tuple[ConstanteLegal, ...]:
        """These versions."""
        which = tuple_(ConstanteRow.slug, ConstanteRow.versao).in_(list(versoes.items()))
        with self._scope() as session:
            return tuple(_to_constante(row) for row in session.scalars(select(ConstanteRow).where(which)))

    def get(self, slug: str, versao: int | None = None) -> ConstanteLegal:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, ConstanteRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"constante {slug} v{versao or 'live'}")
            return _to_constante(row)

    def list_versoes(self, slug: str) -> tuple[VersaoDaConstante, ...]:
        """The history, newest first."""
        query = select(ConstanteRow).where(ConstanteRow.slug == slug).order_by(ConstanteRow.versao.desc())
        with self._scope() as session:
            return tuple(
                VersaoDaConstante(_to_constante(row), row.autor, row.motivo, row.created_at, row.is_current)
                for row in session.scalars(query)
            )

    def save(self, constante: ConstanteLegal, *, autor: str, motivo: str) -> ConstanteLegal:
        """Make it the next version. Raises ForbiddenChangeError when ``constante.versao`` is not the live one."""
        with self._scope() as session:
            lock_library(session)
            live = find_version(session, ConstanteRow, constante.slug)
            if live is None:
                raise RecordNotFoundError(f"constante {constante.slug}")
            if live.versao != constante.versao:
                raise ForbiddenChangeError(
                    f"constante {constante.slug} is no longer v{constante.versao}",
                    user_message=(
                        "Outra pessoa salvou esta constante depois que você a abriu, e o portal não a sobrescreveu. "
                        "Compare com o que está publicado e salve de novo."
                    ),
                )
            signed = sign_valores(constante, _to_constante(live), autor)
            row = ConstanteRow(slug=constante.slug, autor=autor, motivo=motivo, **_columns(signed))
            replace_live(session, live, row)
            return _to_constante(row)

    def save_seeds(self, constantes: tuple[ConstanteLegal, ...]) -> int:
        """Store what is new or changed in the seed files; a version that a person edited is left alone."""
        written = 0
        with self._scope() as session:
            lock_library(session)
            for constante in constantes:
                columns = _columns(constante)
                sha256 = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()
                live = find_version(session, ConstanteRow, constante.slug)
                if live is not None and live.seed_sha256 in (None, sha256):
                    continue
                row = ConstanteRow(slug=constante.slug, seed_sha256=sha256, **_SEED, **columns)
                replace_live(session, live, row)
                written += 1
        return written


def _columns(constante: ConstanteLegal) -> dict[str, Any]:
    return {
        "nome": constante.nome,
        "unidade": constante.unidade.value,
        "valores": dump_valores(constante.valores),
    }


def _to_constante(row: ConstanteRow) -> ConstanteLegal:
    unidade = Unidade(row.unidade)
    return ConstanteLegal(row.slug, row.versao, row.nome, unidade, parse_valores(unidade, row.valores))
