"""Categories with their history; one method is one transaction, checked and written under the library's lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.prompts.categorias.domain import Acervo, NomesDoCenario, Renomeacao, VersaoDaCategoria
from core.prompts.categorias.usos import rename_na_categoria, rename_no_modulo
from core.prompts.cenarios.repository import rename_variavel_em_cenarios
from core.prompts.cenarios.tables import CenarioRow
from core.prompts.domain import CategoriaDeDocumento
from core.prompts.politicas.formato import parse_politica
from core.prompts.politicas.repository import rename_variavel_em_politicas
from core.prompts.politicas.tables import PoliticaRow
from core.prompts.regras import list_variaveis, parse_regra
from core.prompts.repository import (
    Memo,
    categoria_columns,
    find_version,
    lock_library,
    modulo_columns,
    replace_live,
    to_categoria,
    to_modulo,
)
from core.prompts.tables import CategoriaRow, ModuloRow

Check = Callable[[CategoriaDeDocumento, Acervo], None]
"""Raises when the category may not be stored beside what is live."""


class CategoriaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope)

    def load_acervo(self) -> Acervo:
        """Everything that is live now, read at once."""
        return self._memo.get("acervo", self._read_acervo)

    def list_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        """Live categories of both origins, by slug."""
        return self._memo.get("categorias", self._read_categorias)

    def count_modulos(self) -> Counter[str]:
        """In how many live modules each variable decides something; reads their rules only."""
        return self._memo.get("contagem", self._read_contagem)

    def _read_acervo(self) -> Acervo:
        with self._scope() as session:
            return _load_acervo(session)

    def _read_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        with self._scope() as session:
            return _list_categorias(session)

    def _read_contagem(self) -> Counter[str]:
        columns = (ModuloRow.regra, ModuloRow.regra_secundaria, ModuloRow.regras_por_tipo)
        with self._scope() as session:
            rows = session.execute(select(*columns).where(ModuloRow.is_current)).all()
        bodies = ([*(body for body in row[:2] if body), *(item["regra"] for item in row[2])] for row in rows)
        return Counter(slug for found in bodies for slug in {s for body in found for s in _list_slugs(body)})

    def get_versao(self, slug: str, versao: int | None = None) -> VersaoDaCategoria:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, CategoriaRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"categoria {slug} v{versao or 'live'}")
            return _to_versao(row)

    def list_versoes(self, slug: str, *, limit: int) -> tuple[VersaoDaCategoria, ...]:
        """The newest first."""
        query = select(CategoriaRow).where(CategoriaRow.slug == slug).order_by(CategoriaRow.versao.desc()).limit(limit)
        with self._scope() as session:
            return tuple(_to_versao(row) for row in session.scalars(query))

    def save(self, categoria: CategoriaDeDocumento, *, autor: str, motivo: str, check: Check) -> CategoriaDeDocumento:
        """Make it the next version, or the first when ``versao`` is 0.

        Raises VersionConflictError when it is not made from the live one, and what ``check`` raises.
        """
        with self._scope() as session:
            lock_library(session)
            live = _require_live(session, categoria)
            check(categoria, _load_acervo(session))
            return _write(session, categoria, live, autor=autor, motivo=motivo)

    def rename_variavel(
        self, categoria: CategoriaDeDocumento, de: str, para: str, *, autor: str, motivo: str, check: Check
    ) -> Renomeacao:
        """Give a variable of the live ``categoria`` its new name everywhere, or nowhere.

        Every record that names it becomes a new version. Raises as ``save``.
        """
        signed = {"autor": autor, "motivo": motivo}
        with self._scope() as session:
            lock_library(session)
            live = _require_live(session, categoria)
            acervo = _load_acervo(session)
            renamed = rename_na_categoria(categoria, de, para)
            check(renamed, acervo)
            _write(session, renamed, live, **signed)
            others = [other for other in acervo.categorias if other.slug != categoria.slug]
            return Renomeacao(
                categorias=sum(_rename_na_categoria(session, other, de, para, **signed) for other in others),
                modulos=sum(
                    _rename_no_modulo(session, row, de, para, **signed)
                    for row in session.scalars(select(ModuloRow).where(ModuloRow.is_current)).all()
                ),
                politicas=rename_variavel_em_politicas(session, de, para, **signed),
                cenarios=rename_variavel_em_cenarios(session, de, para),
            )


def _load_acervo(session: Session) -> Acervo:
    modulos = session.scalars(select(ModuloRow).where(ModuloRow.is_current).order_by(ModuloRow.titulo))
    politicas = session.scalars(select(PoliticaRow).where(PoliticaRow.is_current))
    cenarios = session.scalars(select(CenarioRow).where(~CenarioRow.is_deleted).order_by(CenarioRow.nome))
    return Acervo(
        _list_categorias(session),
        tuple(to_modulo(row) for row in modulos),
        tuple(parse_politica(row.corpo, row.slug, row.versao) for row in politicas),
        tuple(NomesDoCenario(row.slug, row.nome, _list_nomes(row)) for row in cenarios),
    )


def _list_categorias(session: Session) -> tuple[CategoriaDeDocumento, ...]:
    rows = session.scalars(select(CategoriaRow).where(CategoriaRow.is_current).order_by(CategoriaRow.slug))
    return tuple(to_categoria(row) for row in rows)


def _list_slugs(body: dict[str, Any]) -> tuple[str, ...]:
    return list_variaveis(parse_regra(body))


def _list_nomes(row: CenarioRow) -> frozenset[str]:
    return frozenset((*row.valores["valores"], *row.valores["nao_se_aplica"]))


def _require_live(session: Session, categoria: CategoriaDeDocumento) -> CategoriaRow | None:
    """The live row when it is the one the edit was made from; None for a new category (``versao`` 0)."""
    live = find_version(session, CategoriaRow, categoria.slug)
    if live is None and categoria.versao:
        raise RecordNotFoundError(f"categoria {categoria.slug}")
    viva = live.versao if live else 0
    if viva != categoria.versao:
        raise VersionConflictError(f"categoria {categoria.slug} is no longer v{categoria.versao}", viva=viva)
    return live


def _write(
    session: Session, categoria: CategoriaDeDocumento, live: CategoriaRow | None, *, autor: str, motivo: str
) -> CategoriaDeDocumento:
    row = CategoriaRow(slug=categoria.slug, autor=autor, motivo=motivo, **categoria_columns(categoria))
    replace_live(session, live, row)
    return replace(categoria, versao=row.versao)


def _rename_na_categoria(
    session: Session, categoria: CategoriaDeDocumento, de: str, para: str, *, autor: str, motivo: str
) -> bool:
    renamed = rename_na_categoria(categoria, de, para)
    if renamed != categoria:
        _write(session, renamed, find_version(session, CategoriaRow, categoria.slug), autor=autor, motivo=motivo)
    return renamed != categoria


def _rename_no_modulo(session: Session, live: ModuloRow, de: str, para: str, *, autor: str, motivo: str) -> bool:
    modulo = to_modulo(live)
    renamed = rename_no_modulo(modulo, de, para)
    if renamed != modulo:
        row = ModuloRow(slug=modulo.slug, autor=autor, motivo=motivo, **modulo_columns(renamed))
        replace_live(session, live, row)
    return renamed != modulo


def _to_versao(row: CategoriaRow) -> VersaoDaCategoria:
    return VersaoDaCategoria(to_categoria(row), row.autor, row.motivo, row.created_at, row.is_current)
