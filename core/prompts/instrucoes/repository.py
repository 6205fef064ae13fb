"""Instructions in PostgreSQL as their keepers change them; one method is one transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.prompts.colunas import prompt_columns, to_prompt
from core.prompts.domain import Prompt, Subsistema
from core.prompts.instrucoes.domain import (
    AtoDaInstrucao,
    LinhaDaInstrucao,
    RegistroDoRotulo,
    RotuloDaInstrucao,
    VersaoDaInstrucao,
)
from core.prompts.repository import find_version, lock_library, next_versao
from core.prompts.tables import InstrucaoRow, RotuloRow

Check = Callable[[Prompt, Prompt | None], None]
"""Raises when the version may not be stored; gets the one in production beside it, if there is any."""


class InstrucaoRepository:
    """Storage of the versions of instructions and of the acts on their labels."""

    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_linhas(self) -> tuple[LinhaDaInstrucao, ...]:
        """Every instruction, by subsystem and name."""
        counts = select(InstrucaoRow.slug, func.count(), func.max(InstrucaoRow.created_at)).group_by(InstrucaoRow.slug)
        with self._scope() as session:
            live = {row.slug: row for row in session.scalars(select(InstrucaoRow).where(InstrucaoRow.is_current))}
            tried = dict(
                session.execute(select(InstrucaoRow.slug, InstrucaoRow.versao).where(InstrucaoRow.is_candidata)).all()
            )
            rows = session.execute(counts).all()
        linhas = (
            LinhaDaInstrucao(
                slug=slug,
                nome=live[slug].nome,
                subsistema=Subsistema(live[slug].subsistema),
                producao=live[slug].versao,
                candidata=tried.get(slug),
                versoes=count,
                alterada_em=changed,
            )
            for slug, count, changed in rows
        )
        return tuple(sorted(linhas, key=lambda linha: (linha.subsistema, linha.nome, linha.slug)))

    def find(self, slug: str, versao: int | None = None) -> VersaoDaInstrucao | None:
        """The version asked for, or the one in production."""
        with self._scope() as session:
            row = find_version(session, InstrucaoRow, slug, versao)
            return _to_versao(row) if row else None

    def find_candidata(self, slug: str) -> VersaoDaInstrucao | None:
        with self._scope() as session:
            row = session.scalar(select(InstrucaoRow).where(InstrucaoRow.slug == slug, InstrucaoRow.is_candidata))
            return _to_versao(row) if row else None

    def list_versoes(self, slug: str, *, limit: int) -> tuple[VersaoDaInstrucao, ...]:
        """The newest first."""
        query = select(InstrucaoRow).where(InstrucaoRow.slug == slug).order_by(InstrucaoRow.versao.desc()).limit(limit)
        with self._scope() as session:
            return tuple(_to_versao(row) for row in session.scalars(query))

    def list_registros(self, slug: str, *, limit: int) -> tuple[RegistroDoRotulo, ...]:
        """The newest first."""
        query = select(RotuloRow).where(RotuloRow.slug == slug).order_by(RotuloRow.id.desc()).limit(limit)
        with self._scope() as session:
            return tuple(
                RegistroDoRotulo(
                    AtoDaInstrucao(row.ato), row.versao, row.anterior, row.autor, row.motivo, row.created_at
                )
                for row in session.scalars(query)
            )

    def add(self, prompt: Prompt, *, autor: str, motivo: str, check: Check) -> VersaoDaInstrucao:
        """Store the first version, which is in production at once. Raises VersionConflictError for a slug in use."""
        with self._scope() as session:
            lock_library(session)
            check(prompt, None)
            if next_versao(session, InstrucaoRow, prompt.slug) > 1:
                raise VersionConflictError(f"instrucao {prompt.slug} exists", viva=1)
            row = InstrucaoRow(slug=prompt.slug, versao=1, is_current=True, autor=autor, motivo=motivo)
            _fill(row, prompt)
            session.add(row)
            session.flush()
            return _to_versao(row)

    def save_versao(self, prompt: Prompt, *, autor: str, motivo: str, check: Check) -> VersaoDaInstrucao:
        """Store the next version, without a label.

        ``prompt.versao`` is the newest one that the person saw: VersionConflictError when there is a newer one.
        """
        with self._scope() as session:
            lock_library(session)
            live = find_version(session, InstrucaoRow, prompt.slug)
            if live is None:
                raise RecordNotFoundError(f"instrucao {prompt.slug}")
            check(prompt, to_prompt(live))
            versao = next_versao(session, InstrucaoRow, prompt.slug)
            if prompt.versao != versao - 1:
                raise VersionConflictError(f"instrucao {prompt.slug} v{prompt.versao}", viva=versao - 1)
            row = InstrucaoRow(slug=prompt.slug, versao=versao, is_current=False, autor=autor, motivo=motivo)
            _fill(row, prompt)
            session.add(row)
            session.flush()
            return _to_versao(row)

    def set_producao(
        self, slug: str, versao: int, *, viva: int, ato: AtoDaInstrucao, autor: str, motivo: str
    ) -> VersaoDaInstrucao:
        """Give the label produção to a version, which is no candidate any more.

        Raises VersionConflictError when ``viva`` has it no more, RecordNotFoundError.
        """
        with self._scope() as session:
            lock_library(session)
            live = find_version(session, InstrucaoRow, slug)
            chosen = find_version(session, InstrucaoRow, slug, versao)
            if live is None or chosen is None:
                raise RecordNotFoundError(f"instrucao {slug} v{versao}")
            if live.versao != viva:
                raise VersionConflictError(f"instrucao {slug} is no longer v{viva}", viva=live.versao)
            live.is_current = False
            session.flush()
            chosen.is_current = True
            chosen.is_candidata = False
            session.add(_build_registro(slug, ato, versao, anterior=live.versao, autor=autor, motivo=motivo))
            session.flush()
            return _to_versao(chosen)

    def set_candidata(self, slug: str, versao: int | None, *, autor: str, motivo: str) -> VersaoDaInstrucao | None:
        """Give the label candidata to a version, or take it from the one that has it (None)."""
        with self._scope() as session:
            lock_library(session)
            before = session.scalar(select(InstrucaoRow).where(InstrucaoRow.slug == slug, InstrucaoRow.is_candidata))
            if before is not None:
                before.is_candidata = False
                session.flush()
            anterior = before.versao if before else None
            if versao is None:
                if before is not None:
                    ato = AtoDaInstrucao.RETIRADA
                    session.add(
                        _build_registro(slug, ato, before.versao, anterior=anterior, autor=autor, motivo=motivo)
                    )
                return None
            chosen = find_version(session, InstrucaoRow, slug, versao)
            if chosen is None:
                raise RecordNotFoundError(f"instrucao {slug} v{versao}")
            chosen.is_candidata = True
            ato = AtoDaInstrucao.CANDIDATA
            session.add(_build_registro(slug, ato, versao, anterior=anterior, autor=autor, motivo=motivo))
            session.flush()
            return _to_versao(chosen)


def _fill(row: InstrucaoRow, prompt: Prompt) -> None:
    for name, value in prompt_columns(prompt).items():
        setattr(row, name, value)


def _build_registro(
    slug: str, ato: AtoDaInstrucao, versao: int, *, anterior: int | None, autor: str, motivo: str
) -> RotuloRow:
    return RotuloRow(slug=slug, ato=ato.value, versao=versao, anterior=anterior, autor=autor, motivo=motivo)


def _to_versao(row: InstrucaoRow) -> VersaoDaInstrucao:
    labels = {RotuloDaInstrucao.PRODUCAO: row.is_current, RotuloDaInstrucao.CANDIDATA: row.is_candidata}
    rotulos = frozenset(rotulo for rotulo, has_it in labels.items() if has_it)
    return VersaoDaInstrucao(to_prompt(row), row.autor, row.motivo, row.created_at, rotulos)
