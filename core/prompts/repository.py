"""The library in PostgreSQL: immutable versions with one live version per slug; one method is one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from sqlalchemy import TextClause, func, or_, select, text, tuple_
from sqlalchemy.orm import Session

from core.errors import RecordNotFoundError
from core.infra.db import SessionScope
from core.prompts.colunas import prompt_columns, to_prompt
from core.prompts.domain import (
    GRUPO_GERAL,
    CategoriaDeDocumento,
    GrupoDeModulos,
    ModoDeAtivacao,
    Modulo,
    OrigemDaCategoria,
    Prompt,
    RegraDoTipo,
    Seeds,
    TipoDeModulo,
    TipoDeVariavel,
    Variavel,
)
from core.prompts.regras import dump_regra, parse_regra
from core.prompts.tables import CategoriaRow, GrupoRow, InstrucaoRow, ModuloRow, RotuloRow, VersionMixin

_LOCK_NAME = "prompts-seeds"
_SEED_AUTOR = "sistema"
_SEED_MOTIVO = "Conteúdo inicial do portal"

_Row = ModuloRow | InstrucaoRow | CategoriaRow | GrupoRow
_T = TypeVar("_T", bound=VersionMixin)
_V = TypeVar("_V")

_MAX_KEPT = 64
_REVISION = text(
    """
    SELECT coalesce((SELECT max(id) FROM modulo), 0), coalesce((SELECT max(id) FROM instrucao), 0),
           coalesce((SELECT max(id) FROM categoria_de_documento), 0),
           coalesce((SELECT max(id) FROM grupo_de_modulos), 0), coalesce((SELECT max(id) FROM politica), 0),
           (SELECT coalesce(sum(versao), 0) FROM cenario)
    """
)
"""Numbers of which one grows whenever something in the library changes: a change is a new row, that of a scenario one
more in its number. Writers take turns, so no row with a lower number comes later."""


class Memo:
    """What was read of the library, kept in this process until something in the library changes.

    Each use asks the database for the revision only, so an edit is live in every process at once. Threads share it;
    nobody may change what it answers. ``revision`` answers one row of numbers, of which one grows with each change.
    """

    def __init__(self, scope: SessionScope, revision: TextClause = _REVISION) -> None:
        self._scope = scope
        self._revision = revision
        self._kept: tuple[tuple[int, ...], dict[Hashable, Any]] = ((), {})

    def get(self, key: Hashable, read: Callable[[], _V]) -> _V:
        """The answer of ``read``, which is called when there is none of the present revision under ``key``."""
        with self._scope() as session:
            revision = tuple(int(number) for number in session.execute(self._revision).one())
        kept_revision, answers = self._kept
        if kept_revision != revision:
            answers = {}
            self._kept = (revision, answers)
        if key in answers:
            answer: _V = answers[key]
            return answer
        answer = read()  # as it is now or later: never older than the revision it is kept under
        if len(answers) < _MAX_KEPT:
            answers[key] = answer
        return answer


class PromptRepository:
    """Storage of modules, instructions and document categories."""

    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope
        self._memo = Memo(scope)

    def list_modulos(self, grupo: str, tipo_de_peca: str) -> tuple[Modulo, ...]:
        """Live active modules of the group and of the general group that serve the peça, in the stored order."""
        query = (
            select(ModuloRow)
            .where(
                ModuloRow.is_current,
                ModuloRow.is_active,
                ModuloRow.grupo.in_((grupo, GRUPO_GERAL)),
                or_(ModuloRow.tipos_de_peca == [], ModuloRow.tipos_de_peca.contains([tipo_de_peca])),
            )
            .order_by(ModuloRow.ordem, ModuloRow.slug)
        )
        with self._scope() as session:
            return tuple(to_modulo(row) for row in session.scalars(query))

    def list_grupos(self) -> tuple[GrupoDeModulos, ...]:
        """All live groups, those that are switched off too, in the order of the menu."""
        return self._memo.get("grupos", self._read_grupos)

    def list_slugs_com_modulos(self) -> frozenset[str]:
        """Slugs of the groups that have live active modules."""
        return self._memo.get("slugs com modulos", self._read_slugs_com_modulos)

    def list_oferecidos(self) -> tuple[Modulo, ...]:
        """Every live active module, of all groups, in the stored order."""
        return self._memo.get("oferecidos", self._read_oferecidos)

    def find_modulo(self, slug: str, versao: int | None = None) -> Modulo | None:
        """The version asked for, or the live one."""
        with self._scope() as session:
            row = find_version(session, ModuloRow, slug, versao)
            return to_modulo(row) if row else None

    def get_modulo(self, slug: str, versao: int | None = None) -> Modulo:
        """As ``find_modulo``; raises RecordNotFoundError."""
        modulo = self.find_modulo(slug, versao)
        if modulo is None:
            raise RecordNotFoundError(f"modulo {slug} v{versao or 'live'}")
        return modulo

    def list_categorias(
        self, origem: OrigemDaCategoria = OrigemDaCategoria.DOCUMENTO
    ) -> tuple[CategoriaDeDocumento, ...]:
        """Live categories of one origin, by slug."""
        categorias = self._memo.get("categorias", self._read_categorias)
        return tuple(categoria for categoria in categorias if categoria.origem is origem)

    def list_versoes(self, grupo: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """Live versions by slug: instructions, categories, active modules of the group and of the general group."""
        modulo = (ModuloRow.is_active, ModuloRow.grupo.in_((grupo, GRUPO_GERAL)))
        with self._scope() as session:
            instrucoes, categorias, modulos = (
                {one[0]: one[1] for one in session.execute(select(row.slug, row.versao).where(row.is_current, *which))}
                for row, which in ((InstrucaoRow, ()), (CategoriaRow, ()), (ModuloRow, modulo))
            )
            return instrucoes, categorias, modulos

    def list_modulos_by_versao(self, versoes: Mapping[str, int]) -> tuple[Modulo, ...]:
        """These versions, in the stored order."""
        which = tuple_(ModuloRow.slug, ModuloRow.versao).in_(list(versoes.items()))
        with self._scope() as session:
            rows = session.scalars(select(ModuloRow).where(which).order_by(ModuloRow.ordem, ModuloRow.slug))
            return tuple(to_modulo(row) for row in rows)

    def list_categorias_by_versao(self, versoes: Mapping[str, int]) -> tuple[CategoriaDeDocumento, ...]:
        """These versions, of both origins, by slug."""
        which = tuple_(CategoriaRow.slug, CategoriaRow.versao).in_(list(versoes.items()))
        with self._scope() as session:
            rows = session.scalars(select(CategoriaRow).where(which).order_by(CategoriaRow.slug))
            return tuple(to_categoria(row) for row in rows)

    def get_prompt(self, slug: str, versao: int | None = None) -> Prompt:
        """The version asked for, or the live one. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = find_version(session, InstrucaoRow, slug, versao)
            if row is None:
                raise RecordNotFoundError(f"instrucao {slug} v{versao or 'live'}")
            return to_prompt(row)

    def save_seeds(self, seeds: Seeds) -> int:
        """Store what is new or changed in the seed files and answer how many versions were written.

        A live version that a person edited is left alone, whatever the file says. Safe to run twice or at once.
        """
        rows: list[_Row] = [
            *(ModuloRow(slug=m.slug, **_seed_columns(modulo_columns(m))) for m in seeds.modulos),
            *(CategoriaRow(slug=c.slug, **_seed_columns(categoria_columns(c))) for c in seeds.categorias),
            *(_build_seed_row(prompt) for prompt in seeds.prompts),
            *(GrupoRow(slug=g.slug, **_seed_columns(grupo_columns(g))) for g in seeds.grupos),
        ]
        with self._scope() as session:
            lock_library(session)
            return sum(_save_seed(session, row) for row in rows)

    def _read_grupos(self) -> tuple[GrupoDeModulos, ...]:
        query = select(GrupoRow).where(GrupoRow.is_current).order_by(GrupoRow.ordem, GrupoRow.slug)
        with self._scope() as session:
            return tuple(to_grupo(row) for row in session.scalars(query))

    def _read_slugs_com_modulos(self) -> frozenset[str]:
        query = select(ModuloRow.grupo).where(ModuloRow.is_current, ModuloRow.is_active).distinct()
        with self._scope() as session:
            return frozenset(session.scalars(query))

    def _read_oferecidos(self) -> tuple[Modulo, ...]:
        query = select(ModuloRow).where(ModuloRow.is_current, ModuloRow.is_active)
        with self._scope() as session:
            rows = session.scalars(query.order_by(ModuloRow.ordem, ModuloRow.slug))
            return tuple(to_modulo(row) for row in rows)

    def _read_categorias(self) -> tuple[CategoriaDeDocumento, ...]:
        query = select(CategoriaRow).where(CategoriaRow.is_current).order_by(CategoriaRow.slug)
        with self._scope() as session:
            return tuple(to_categoria(row) for row in session.scalars(query))


def lock_library(session: Session) -> None:
    """Writers of the library take turns; readers never wait."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK_NAME))))


def find_version(session: Session, row_class: type[_T], slug: str, versao: int | None = None) -> _T | None:
    """The version asked for, or the live one."""
    which = row_class.is_current if versao is None else row_class.versao == versao
    return session.scalar(select(row_class).where(row_class.slug == slug, which))


def _save_seed(session: Session, row: _Row) -> bool:
    live = find_version(session, type(row), row.slug)
    if live is not None and live.seed_sha256 in (None, row.seed_sha256):
        return False
    if isinstance(row, InstrucaoRow) and session.scalar(
        select(RotuloRow.id).where(RotuloRow.slug == row.slug).limit(1)
    ):
        return False
    replace_live(session, live, row)
    return True


def replace_live(session: Session, live: VersionMixin | None, row: VersionMixin) -> None:
    """Store ``row`` as the newest version and put it in the place of ``live`` (read under the lock)."""
    if live is not None:
        live.is_current = False
        session.flush()
    row.versao = next_versao(session, type(row), row.slug)
    row.is_current = True
    session.add(row)
    session.flush()


def next_versao(session: Session, row_class: type[VersionMixin], slug: str) -> int:
    """The number after the newest, which of an instruction is not always the live one."""
    return (session.scalar(select(func.max(row_class.versao)).where(row_class.slug == slug)) or 0) + 1


def _build_seed_row(prompt: Prompt) -> InstrucaoRow:
    """A new name alone makes no new version."""
    columns = prompt_columns(prompt)
    names = {"nome": columns.pop("nome"), "subsistema": columns.pop("subsistema")}
    counted = columns if prompt.categorias else {"texto": prompt.texto}
    return InstrucaoRow(slug=prompt.slug, **names, **_seed_columns(counted))


def _seed_columns(columns: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(columns, ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    return {**columns, "autor": _SEED_AUTOR, "motivo": _SEED_MOTIVO, "seed_sha256": sha256}


def modulo_columns(modulo: Modulo) -> dict[str, Any]:
    return {
        "tipo": modulo.tipo.value,
        "secao": modulo.secao,
        "grupo": modulo.grupo,
        "subgrupo": modulo.subgrupo,
        "titulo": modulo.titulo,
        "texto": modulo.texto,
        "modo": modulo.modo.value,
        "ordem": modulo.ordem,
        "regra": dump_regra(modulo.regra) if modulo.regra else None,
        "ativacao": modulo.ativacao,
        "tipos_de_peca": list(modulo.tipos_de_peca),
        "palavras_chave": list(modulo.palavras_chave),
        "is_active": modulo.is_active,
        "assuntos": list(modulo.assuntos),
        "tags": list(modulo.tags),
        "regras_por_tipo": [_dump_regra_do_tipo(item) for item in modulo.regras_por_tipo],
        "regra_secundaria": dump_regra(modulo.regra_secundaria) if modulo.regra_secundaria else None,
        "usa_secundaria": modulo.usa_secundaria,
    }


def dump_modulo(modulo: Modulo) -> dict[str, Any]:
    """As JSON can hold it; ``load_modulo`` is its inverse."""
    return {"slug": modulo.slug, "versao": modulo.versao, **modulo_columns(modulo)}


def load_modulo(body: dict[str, Any]) -> Modulo:
    """Raises InvalidInputError, TypeError or ValueError for what no module can be made of."""
    return to_modulo(ModuloRow(**body))


def _dump_regra_do_tipo(item: RegraDoTipo) -> dict[str, Any]:
    return {"tipo_de_peca": item.tipo_de_peca, "regra": dump_regra(item.regra), "is_active": item.is_active}


def to_modulo(row: ModuloRow) -> Modulo:
    return Modulo(
        slug=row.slug,
        versao=row.versao,
        tipo=TipoDeModulo(row.tipo),
        secao=row.secao,
        grupo=row.grupo,
        subgrupo=row.subgrupo,
        titulo=row.titulo,
        texto=row.texto,
        modo=ModoDeAtivacao(row.modo),
        ordem=row.ordem,
        regra=parse_regra(row.regra) if row.regra else None,
        ativacao=row.ativacao,
        tipos_de_peca=tuple(row.tipos_de_peca),
        palavras_chave=tuple(row.palavras_chave),
        is_active=row.is_active,
        assuntos=tuple(row.assuntos),
        tags=tuple(row.tags),
        regras_por_tipo=tuple(
            RegraDoTipo(item["tipo_de_peca"], parse_regra(item["regra"]), item["is_active"])
            for item in row.regras_por_tipo
        ),
        regra_secundaria=parse_regra(row.regra_secundaria) if row.regra_secundaria else None,
        usa_secundaria=row.usa_secundaria,
    )


def grupo_columns(grupo: GrupoDeModulos) -> dict[str, Any]:
    return {
        "nome": grupo.nome,
        "ordem": grupo.ordem,
        "secoes": list(grupo.secoes),
        "subgrupos": list(grupo.subgrupos),
        "assuntos": list(grupo.assuntos),
        "is_active": grupo.is_active,
    }


def to_grupo(row: GrupoRow) -> GrupoDeModulos:
    return GrupoDeModulos(
        slug=row.slug,
        nome=row.nome,
        ordem=row.ordem,
        secoes=tuple(row.secoes),
        subgrupos=tuple(row.subgrupos),
        assuntos=tuple(row.assuntos),
        is_active=row.is_active,
        versao=row.versao,
    )


def categoria_columns(categoria: CategoriaDeDocumento) -> dict[str, Any]:
    return {
        "nome": categoria.nome,
        "origem": categoria.origem.value,
        "codigos": list(categoria.codigos),
        "instrucao": categoria.instrucao,
        "variaveis": [
            {
                "slug": variavel.slug,
                "tipo": variavel.tipo.value,
                "pergunta": variavel.pergunta,
                "opcoes": list(variavel.opcoes),
                "condicao": variavel.condicao,
                **({"fonte_da_verdade": variavel.fonte_da_verdade} if variavel.fonte_da_verdade else {}),
            }
            for variavel in categoria.variaveis
        ],
    }


def to_categoria(row: CategoriaRow) -> CategoriaDeDocumento:
    return CategoriaDeDocumento(
        slug=row.slug,
        versao=row.versao,
        nome=row.nome,
        codigos=tuple(row.codigos),
        instrucao=row.instrucao,
        variaveis=tuple(
            Variavel(
                v["slug"],
                TipoDeVariavel(v["tipo"]),
                v["pergunta"],
                tuple(v["opcoes"]),
                v["condicao"],
                v.get("fonte_da_verdade", ""),
            )
            for v in row.variaveis
        ),
        origem=OrigemDaCategoria(row.origem),
    )
