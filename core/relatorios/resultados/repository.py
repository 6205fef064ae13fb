"""Reads the views of results. One method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, column, func, literal, select, table, text

from core.infra.db import SessionScope
from core.relatorios.domain import Divisao, FiltroDoRelatorio
from core.relatorios.resultados.domain import Classificados, DivisaoDaClassificacao, Qualidade, UsoDoModulo

_ZONE = ZoneInfo("America/Campo_Grande")
_WHO = ("criada_em", "unidade", "usuario_id", "tipo_de_peca", "grupo")
_VEREDITOS = {"corretas": "correto", "parciais": "parcial", "incorretas": "incorreto", "erros_da_ia": "erro_da_ia"}

_qualidade = table(
    "registro_de_qualidade",
    *(
        column(name)
        for name in (*_WHO, "is_final", "tempo_s", "estrelas", "veredito", "palavras", "distancia", "vermelhos")
    ),
)
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
        columns = _qualidade.c
        sums: dict[str, ColumnElement[Any]] = {
            "pecas": func.count(),
            "avaliacoes": func.count(columns.estrelas),
            "estrelas": func.coalesce(func.sum(columns.estrelas), 0),
            **{name: _count(columns.veredito == veredito) for name, veredito in _VEREDITOS.items()},
            "medidas": func.count(columns.distancia),
            "sem_mudanca": _count(columns.distancia == 0),
            "palavras": func.coalesce(func.sum(columns.palavras), 0),
            "distancia": func.coalesce(func.sum(columns.distancia), 0),
            "conferidas": func.count(columns.vermelhos),
            "com_vermelho": _count(columns.vermelhos > 0),
            "vermelhos": func.coalesce(func.sum(columns.vermelhos), 0),
        }
        names = [one.name for one in fields(Qualidade) if one.name != "chave"]
        found = self._sum(filtro, columns, divisao.value, [sums[name].label(name) for name in names])
        return tuple(Qualidade(row["chave"], **{name: int(row[name]) for name in names}) for row in found)

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
        columns = _modulo.c
        sugerido, usado = columns.is_sugerido, columns.is_usado
        statement = (
            select(
                columns.slug,
                func.max(columns.titulo).label("titulo"),
                _count(sugerido).label("sugeridos"),
                _count(usado).label("usados"),
                _count(sugerido & ~usado).label("rejeitados"),
                _count(usado & ~sugerido).label("acrescentados"),
            )
            .where(*_list_conditions(filtro, columns))
            .group_by(columns.slug)
            .order_by(text("sugeridos DESC"), columns.slug)
        )
        with self._scope() as session:
            return tuple(UsoDoModulo(**row) for row in session.execute(statement).mappings())

    def sum_tempo(self, filtro: FiltroDoRelatorio) -> dict[str, tuple[int, float]]:
        """Final peças, and seconds that people worked on them, by type."""
        columns = _qualidade.c
        seconds = func.coalesce(func.sum(columns.tempo_s), 0)
        statement = (
            select(columns.tipo_de_peca, func.count(), seconds)
            .where(columns.is_final, *_list_conditions(filtro, columns))
            .group_by(columns.tipo_de_peca)
            .order_by(columns.tipo_de_peca)
        )
        with self._scope() as session:
            return {tipo: (finais, float(tempo)) for tipo, finais, tempo in session.execute(statement)}

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
