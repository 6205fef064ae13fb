"""The library as its keepers change it; one method is one transaction, checked and written under the library's lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.orm import Session

from core.errors import RecordNotFoundError, VersionConflictError
from core.infra.db import SessionScope
from core.prompts.domain import GrupoDeModulos, Modulo, Variavel
from core.prompts.modulos.domain import (
    FiltroDeModulos,
    Importacao,
    LinhaDaLista,
    Rotulos,
    VersaoDoModulo,
    Vocabulario,
)
from core.prompts.modulos.tables import ImportacaoRow
from core.prompts.padroes import strip_accents
from core.prompts.repository import (
    Memo,
    find_version,
    grupo_columns,
    lock_library,
    modulo_columns,
    replace_live,
    to_categoria,
    to_grupo,
    to_modulo,
)
from core.prompts.tables import CategoriaRow, GrupoRow, ModuloRow

_ACCENTED = "áàâãäéèêëíìîïóòôõöúùûüçñ"
_PLAIN = strip_accents(_ACCENTED)
_EVERYTHING = FiltroDeModulos()

Check = Callable[[Modulo, Vocabulario], None]
"""Raises when the module may not be stored."""


class ModuloRepository:
    """Storage of modules and groups with their history. ``tipos_de_peca``: label by slug."""

    def __init__(self, scope: SessionScope, tipos_de_peca: Mapping[str, str]) -> None:
        self._scope = scope
        self._tipos_de_peca = tipos_de_peca
        self._memo = Memo(scope)

    def list_vivos(self, filtro: FiltroDeModulos = _EVERYTHING) -> tuple[VersaoDoModulo, ...]:
        """Live versions, by order and slug."""
        query = select(ModuloRow).where(ModuloRow.is_current, *_conditions(filtro))
        with self._scope() as session:
            return tuple(_to_versao(row) for row in session.scalars(query.order_by(ModuloRow.ordem, ModuloRow.slug)))

    def list_linhas(self, filtro: FiltroDeModulos) -> tuple[LinhaDaLista, ...]:
        """As ``list_vivos`` in any order, without texts and rules."""
        return self._memo.get(filtro, lambda: self._read_linhas(filtro))

    def list_by_id(self, ids: Sequence[int]) -> tuple[VersaoDoModulo, ...]:
        """These versions, in this order."""
        with self._scope() as session:
            found = {row.id: _to_versao(row) for row in session.scalars(select(ModuloRow).where(ModuloRow.id.in_(ids)))}
        return tuple(found[ident] for ident in ids if ident in found)

    def list_by_slug(self, slugs: Sequence[str]) -> dict[str, Modulo]:
        """Those of them that are live, by slug."""
        query = select(ModuloRow).where(ModuloRow.is_current, ModuloRow.slug.in_(slugs))
        with self._scope() as session:
            return {row.slug: to_modulo(row) for row in session.scalars(query)}

    def count_vivos(self) -> int:
        with self._scope() as session:
            return session.scalar(select(func.count()).select_from(ModuloRow).where(ModuloRow.is_current)) or 0

    def get_versao(self, slug: str, versao: int | None = None) -> VersaoDoModulo:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, ModuloRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"modulo {slug} v{versao or 'live'}")
            return _to_versao(row)

    def list_versoes(self, slug: str, *, limit: int) -> tuple[VersaoDoModulo, ...]:
        """The newest first."""
        query = select(ModuloRow).where(ModuloRow.slug == slug).order_by(ModuloRow.versao.desc()).limit(limit)
        with self._scope() as session:
            return tuple(_to_versao(row) for row in session.scalars(query))

    def list_rotulos(self) -> Rotulos:
        """Names that live modules use, in alphabetical order."""
        return self._memo.get("rotulos", self._read_rotulos)

    def read_vocabulario(self) -> Vocabulario:
        return self._memo.get("vocabulario", self._read_vocabulario_vivo)

    def _read_linhas(self, filtro: FiltroDeModulos) -> tuple[LinhaDaLista, ...]:
        columns = (ModuloRow.id, ModuloRow.slug, ModuloRow.titulo, ModuloRow.grupo, ModuloRow.secao, ModuloRow.ordem)
        query = select(*columns, ModuloRow.created_at).where(ModuloRow.is_current, *_conditions(filtro))
        with self._scope() as session:
            return tuple(LinhaDaLista(*row) for row in session.execute(query))

    def _read_rotulos(self) -> Rotulos:
        query = select(ModuloRow.subgrupo, ModuloRow.assuntos, ModuloRow.tags, ModuloRow.secao)
        with self._scope() as session:
            rows = session.execute(query.where(ModuloRow.is_current)).all()
        return Rotulos(
            subgrupos=_sort({row.subgrupo for row in rows}),
            assuntos=_sort({name for row in rows for name in row.assuntos}),
            tags=_sort({name for row in rows for name in row.tags}),
            secoes=_sort({row.secao for row in rows}),
        )

    def _read_vocabulario_vivo(self) -> Vocabulario:
        with self._scope() as session:
            return self._read_vocabulario(session)

    def add(self, modulo: Modulo, *, autor: str, motivo: str, check: Check) -> Modulo:
        """Store the first version; a slug that is taken gets a number."""
        with self._scope() as session:
            lock_library(session)
            check(modulo, self._read_vocabulario(session))
            created = replace(modulo, slug=_find_free(session, modulo.slug))
            return _write(session, created, None, autor=autor, motivo=motivo)

    def save(self, modulo: Modulo, *, autor: str, motivo: str, check: Check) -> Modulo:
        """Make ``modulo`` the next version. Raises VersionConflictError when it is not made from the live one."""
        with self._scope() as session:
            lock_library(session)
            live = _require_live(session, modulo.slug, modulo.versao)
            check(modulo, self._read_vocabulario(session))
            return _write(session, modulo, live, autor=autor, motivo=motivo)

    def save_importacao(self, lidos: Sequence[Modulo], importacao: Importacao, *, sha256: str, check: Check) -> int:
        """Store all or nothing: ``versao`` 0 is new, any other number must still be the live one."""
        with self._scope() as session:
            lock_library(session)
            vocabulario = self._read_vocabulario(session)
            gravados = []
            for lido in lidos:
                check(lido, vocabulario)
                live = _require_live(session, lido.slug, lido.versao)
                modulo = _write(session, lido, live, autor=importacao.autor, motivo=importacao.motivo)
                gravados.append({"slug": modulo.slug, "versao": modulo.versao})
            session.add(
                ImportacaoRow(
                    autor=importacao.autor,
                    motivo=importacao.motivo,
                    formato=importacao.formato,
                    sha256=sha256,
                    gravados=gravados,
                    extras={lugar: dict(keys) for lugar, keys in importacao.extras.items()},
                )
            )
            return len(gravados)

    def list_importacoes(self, *, limit: int) -> tuple[Importacao, ...]:
        """The newest first."""
        query = select(ImportacaoRow).order_by(ImportacaoRow.id.desc()).limit(limit)
        with self._scope() as session:
            return tuple(
                Importacao(row.autor, row.motivo, row.formato, row.created_at, len(row.gravados), row.extras)
                for row in session.scalars(query)
            )

    def list_grupos(self) -> tuple[GrupoDeModulos, ...]:
        """Live groups in the order of the menu."""
        return tuple(self.read_vocabulario().grupos.values())

    def count_por_grupo_e_secao(self) -> dict[tuple[str, str], int]:
        """Live active modules by group and section: what a change of a group would leave behind."""
        columns = (ModuloRow.grupo, ModuloRow.secao)
        query = select(*columns, func.count()).where(ModuloRow.is_current, ModuloRow.is_active).group_by(*columns)
        with self._scope() as session:
            return {(grupo, secao): count for grupo, secao, count in session.execute(query)}

    def save_grupo(self, grupo: GrupoDeModulos, *, autor: str, motivo: str) -> GrupoDeModulos:
        """The next version, or the first when ``versao`` is 0. Raises VersionConflictError."""
        with self._scope() as session:
            lock_library(session)
            live = find_version(session, GrupoRow, grupo.slug)
            if (live.versao if live else 0) != grupo.versao:
                raise VersionConflictError(f"grupo {grupo.slug}", viva=live.versao if live else 0)
            row = GrupoRow(slug=grupo.slug, autor=autor, motivo=motivo, **grupo_columns(grupo))
            replace_live(session, live, row)
            return to_grupo(row)

    def _read_vocabulario(self, session: Session) -> Vocabulario:
        grupos = {grupo.slug: grupo for grupo in _list_grupos(session)}
        variaveis = {variavel.slug: variavel for variavel in _list_variaveis(session)}
        return Vocabulario(variaveis, grupos, self._tipos_de_peca)


def _conditions(filtro: FiltroDeModulos) -> list[ColumnElement[bool]]:
    columns = {
        ModuloRow.grupo: filtro.grupo,
        ModuloRow.subgrupo: filtro.subgrupo,
        ModuloRow.secao: filtro.secao,
        ModuloRow.tipo: filtro.tipo,
        ModuloRow.modo: filtro.modo,
    }
    found: list[ColumnElement[bool]] = [column == str(value) for column, value in columns.items() if value]
    if filtro.assunto:
        found.append(ModuloRow.assuntos.contains([filtro.assunto]))
    if filtro.tag:
        found.append(ModuloRow.tags.contains([filtro.tag]))
    if filtro.is_active is not None:
        found.append(ModuloRow.is_active.is_(filtro.is_active))
    lists = (ModuloRow.palavras_chave, ModuloRow.assuntos, ModuloRow.tags)
    texts = (ModuloRow.titulo, ModuloRow.texto, ModuloRow.slug, ModuloRow.subgrupo)
    everything = func.concat_ws(" ", *texts, *(cast(column, Text) for column in lists))
    plain = func.translate(func.lower(everything), _ACCENTED, _PLAIN)
    words = strip_accents(filtro.texto).lower().split()
    return [*found, *(plain.contains(word, autoescape=True) for word in words)]


def _list_grupos(session: Session) -> tuple[GrupoDeModulos, ...]:
    query = select(GrupoRow).where(GrupoRow.is_current).order_by(GrupoRow.ordem, GrupoRow.slug)
    return tuple(to_grupo(row) for row in session.scalars(query))


def _list_variaveis(session: Session) -> list[Variavel]:
    rows = session.scalars(select(CategoriaRow).where(CategoriaRow.is_current))
    return [variavel for row in rows for variavel in to_categoria(row).variaveis]


def _require_live(session: Session, slug: str, versao: int) -> ModuloRow | None:
    """The live row when it is the one the edit was made from; None for a new module (``versao`` 0)."""
    live = find_version(session, ModuloRow, slug)
    if live is None and versao:
        raise RecordNotFoundError(f"modulo {slug}")
    viva = live.versao if live else 0
    if viva != versao:
        raise VersionConflictError(f"modulo {slug} changed from v{versao} to v{viva}", viva=viva)
    return live


def _write(session: Session, modulo: Modulo, live: ModuloRow | None, *, autor: str, motivo: str) -> Modulo:
    row = ModuloRow(slug=modulo.slug, autor=autor, motivo=motivo, **modulo_columns(modulo))
    replace_live(session, live, row)
    return replace(modulo, versao=row.versao)


def _find_free(session: Session, slug: str) -> str:
    taken = set(session.scalars(select(ModuloRow.slug).where(ModuloRow.slug.startswith(slug, autoescape=True))))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _sort(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted((name for name in names if name), key=lambda name: strip_accents(name).casefold()))


def _to_versao(row: ModuloRow) -> VersaoDoModulo:
    return VersaoDoModulo(to_modulo(row), row.autor, row.motivo, row.created_at, row.is_current)
