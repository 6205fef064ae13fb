"""Policies in PostgreSQL; one method is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.politicas.domain import Alvo, Politica, TipoDeAlvo, VersaoDaPolitica
from core.prompts.politicas.formato import dump_politica, parse_politica, rename_in_politica
from core.prompts.politicas.tables import PoliticaRow
from core.prompts.repository import Memo, find_version, lock_library, replace_live
from core.prompts.tables import ModuloRow

_SEED = {"autor": "sistema", "motivo": "Conteúdo inicial do portal"}


class PoliticaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope)

    def list_politicas(self) -> tuple[Politica, ...]:
        """Live policies by name, those that are switched off too."""
        return self._memo.get("politicas", self._read_politicas)

    def _read_politicas(self) -> tuple[Politica, ...]:
        with self._scope() as session:
            rows = session.scalars(select(PoliticaRow).where(PoliticaRow.is_current))
            return tuple(sorted((_to_politica(row) for row in rows), key=lambda politica: politica.nome))

    def list_by_versao(self, versoes: Mapping[str, int]) -> tuple[Politica, ...]:
        """These versions, by name."""
        which = tuple_(PoliticaRow.slug, PoliticaRow.versao).in_(list(versoes.items()))
        with self._scope() as session:
            rows = session.scalars(select(PoliticaRow).where(which))
            return tuple(sorted((_to_politica(row) for row in rows), key=lambda politica: politica.nome))

    def get_politica(self, slug: str, versao: int | None = None) -> Politica:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, PoliticaRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"politica {slug} v{versao or 'live'}")
            return _to_politica(row)

    def list_versoes(self, slug: str) -> tuple[VersaoDaPolitica, ...]:
        """The history, newest first."""
        query = select(PoliticaRow).where(PoliticaRow.slug == slug).order_by(PoliticaRow.versao.desc())
        with self._scope() as session:
            return tuple(
                VersaoDaPolitica(row.versao, row.autor, row.motivo, row.created_at, row.is_current)
                for row in session.scalars(query)
            )

    def list_alvos(self) -> frozenset[Alvo]:
        """What a row can be about: the live modules, those that are switched off too, their tags and subjects."""
        query = select(ModuloRow.slug, ModuloRow.tags, ModuloRow.assuntos).where(ModuloRow.is_current)
        with self._scope() as session:
            rows = session.execute(query).all()
        return frozenset(
            Alvo(tipo, name)
            for row in rows
            for tipo, names in (
                (TipoDeAlvo.MODULO, [row.slug]),
                (TipoDeAlvo.TAG, row.tags),
                (TipoDeAlvo.ASSUNTO, row.assuntos),
            )
            for name in names
        )

    def save_politica(self, politica: Politica, *, autor: str, motivo: str) -> Politica:
        """Make ``politica`` the next version; version 0 adds a new one.

        Raises ForbiddenChangeError when ``politica.versao`` is not the live one.
        """
        with self._scope() as session:
            lock_library(session)
            live = find_version(session, PoliticaRow, politica.slug)
            if (live.versao if live else 0) != politica.versao:
                raise ForbiddenChangeError(
                    f"politica {politica.slug} is no longer v{politica.versao}",
                    user_message=(
                        "Outra pessoa salvou esta política depois que você a abriu, e o portal não a sobrescreveu. "
                        "Recarregue a página, veja o que mudou e refaça a sua edição."
                    ),
                )
            row = PoliticaRow(slug=politica.slug, corpo=dump_politica(politica), autor=autor, motivo=motivo)
            replace_live(session, live, row)
            return _to_politica(row)

    def save_seeds(self, politicas: tuple[Politica, ...]) -> int:
        """Store what is new or changed in the seed files; a version that a person edited is left alone."""
        written = 0
        with self._scope() as session:
            lock_library(session)
            for politica in politicas:
                corpo = dump_politica(politica)
                sha256 = hashlib.sha256(json.dumps(corpo, sort_keys=True).encode()).hexdigest()
                live = find_version(session, PoliticaRow, politica.slug)
                if live is not None and live.seed_sha256 in (None, sha256):
                    continue
                row = PoliticaRow(slug=politica.slug, corpo=corpo, seed_sha256=sha256, **_SEED)
                replace_live(session, live, row)
                written += 1
        return written


def rename_variavel_em_politicas(session: Session, de: str, para: str, *, autor: str, motivo: str) -> int:
    """Give a variable its new name in every live policy, each as a new version; answers how many changed.

    For the transaction that renames the variable, which holds the lock of the library.
    """
    changed = 0
    for live in session.scalars(select(PoliticaRow).where(PoliticaRow.is_current)).all():
        corpo: dict[str, Any] = rename_in_politica(live.corpo, de, para)
        if corpo == live.corpo:
            continue
        replace_live(session, live, PoliticaRow(slug=live.slug, corpo=corpo, autor=autor, motivo=motivo))
        changed += 1
    return changed


def _to_politica(row: PoliticaRow) -> Politica:
    return parse_politica(row.corpo, row.slug, row.versao)
