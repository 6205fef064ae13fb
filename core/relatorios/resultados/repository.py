"""Reads the views of results. One method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)

from core.infra.db import SessionScope
from core.relatorios.domain import Divisao, FiltroDoRelatorio
from core.relatorios.resultados.domain import Classificados, DivisaoDaClassificacao, Qualidade, UsoDoModulo
from core.relatorios.resumos.tables import (
    MODULOS,
    MODULOS_POR_MES,
    USOS,
    find_chave,
    find_medidas,
    join_months,
    list_conditions,
)

_ZONE = ZoneInfo("America/Campo_Grande")
_WHO = ("criada_em", "unidade", "usuario_id", "tipo_de_peca", "grupo")
_QUALIDADE = {one.name: "comparadas" if one.name == "medidas" else one.name for one in fields(Qualidade)[1:]}
"""Where the summary has what quality counts: it measures times too, and calls those measured."""

_modulo = table("registro_de_modulo", *(column(name) for name in (*_WHO, "slug", "titulo", "is_sugerido", "is_usado")))
_classificacao = table(
    "registro_de_classificacao",
    *(column(name) for name in ("criada_em", "unidade", "usuario_id", "categoria", "is_revisto", "is_corrigido")),
)


class ResultadoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_qualidade(self, filtro: FiltroDoRelatorio, divisao: Divisao) -> tuple[Qualidade, ...]:
        """By key; no line for what has no peça."""
        source = find_medidas(filtro, divisao)
        columns = source.c
        sums = [func.coalesce(func.sum(columns[theirs]), 0).label(ours) for ours, theirs in _QUALIDADE.items()]
        statement = select(find_chave(divisao.value, columns), *sums).where(*list_conditions(filtro, columns))
        with self._scope() as session:
            rows = session.execute(statement.group_by(text("1")).order_by(text("1"))).mappings().all()
        found = [{**row, **{name: int(row[name]) for name in _QUALIDADE}} for row in rows]
        return tuple(Qualidade(**row) for row in found if row["pecas"])

    def list_classificados(
        self, filtro: FiltroDoRelatorio, divisao: DivisaoDaClassificacao
    ) -> tuple[Classificados, ...]:
        """By key; type and subject of the question are left aside."""
        columns = _classificacao.c
        sums = [
            func.count().label("documentos"),
            _count(columns.is_revisto).label("revistos"),
            _count(columns.is_corrigido).label("corrigidos"),
        ]
        return tuple(Classificados(**row) for row in self._sum(filtro, columns, divisao.value, sums))

    def list_modulos(self, filtro: FiltroDoRelatorio) -> tuple[UsoDoModulo, ...]:
        """Most suggested first."""
        if filtro.usuario_id is None:
            columns: Any = join_months(filtro, MODULOS_POR_MES, MODULOS).c
            sums = [cast(func.sum(columns[name]), BigInteger).label(name) for name in USOS]
            where = list_conditions(filtro, columns)
        else:  # the summary knows no person; the rows of one are few
            columns, sums = _modulo.c, [literal_column(sql).label(name) for name, sql in USOS.items()]
            where = _list_conditions(filtro, columns)
        titulo = func.max(columns.titulo).label("titulo")
        statement = select(columns.slug, titulo, *sums).where(*where).group_by(columns.slug)
        with self._scope() as session:
            found = session.execute(statement.order_by(text("sugeridos DESC"), columns.slug)).mappings()
            return tuple(UsoDoModulo(**row) for row in found)

    def sum_tempo(self, filtro: FiltroDoRelatorio) -> dict[str, tuple[int, float]]:
        """Final peças, and seconds that people worked on them, by type."""
        columns = find_medidas(filtro, Divisao.TIPO).c
        statement = (
            select(columns.tipo_de_peca, func.sum(columns.finais), func.sum(columns.exame_s))
            .where(*list_conditions(filtro, columns))
            .group_by(columns.tipo_de_peca)
            .order_by(columns.tipo_de_peca)
        )
        with self._scope() as session:
            found = session.execute(statement).all()
        return {tipo: (int(finais), float(tempo)) for tipo, finais, tempo in found if finais}

    def _sum(
        self, filtro: FiltroDoRelatorio, columns: Any, divisao: str, sums: Sequence[ColumnElement[Any]]
    ) -> list[dict[str, Any]]:
        statement: Select[Any] = select(_find_key(divisao, columns), *sums).where(*_list_conditions(filtro, columns))
        with self._scope() as session:
            rows = session.execute(statement.group_by(text("1")).order_by(text("1"))).mappings().all()
            return [dict(row) for row in rows]


def _count(condition: ColumnElement[Any]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _find_key(divisao: str, columns: Any) -> ColumnElement[Any]:
    if divisao == "total":
        return literal("").label("chave")
    if divisao in ("dia", "mes"):
        form = "YYYY-MM-DD" if divisao == "dia" else "YYYY-MM"
        return func.to_char(func.timezone(_ZONE.key, columns.criada_em), form).label("chave")
    return cast(columns[divisao], String).label("chave")


def _list_conditions(filtro: FiltroDoRelatorio, columns: Any) -> list[ColumnElement[bool]]:
    """The period as instants, so that the index of instants serves; what the view does not know is left aside."""
    since, before = (datetime.combine(day, time(), _ZONE) for day in (filtro.desde, filtro.ate + timedelta(days=1)))
    wanted = {"unidade": filtro.unidade, "tipo_de_peca": filtro.tipo_de_peca, "grupo": filtro.grupo}
    wheres = [columns[name] == value for name, value in wanted.items() if value and name in columns]
    if filtro.usuario_id is not None:
        wheres.append(columns.usuario_id == filtro.usuario_id)
    return [columns.criada_em >= since, columns.criada_em < before, *wheres]
