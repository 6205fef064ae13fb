"""Reads the summaries and views that the migrations make. One method is one transaction."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
    union_all,
)

from core.infra.db import SessionScope
from core.relatorios.domain import (
    Custo,
    Divisao,
    DivisaoDoCusto,
    FiltroDoRelatorio,
    Monitor,
    Registro,
    TipoDeMonitor,
    Volume,
)

_ZONE = ZoneInfo("America/Campo_Grande")

_VOLUME, _CUSTO = TypeAdapter(Volume), TypeAdapter(Custo)
"""PostgreSQL's sums are Decimals, whatever they count."""

_VOLUMES = tuple(one.name for one in fields(Volume) if one.name != "chave")
_CUSTOS = tuple(one.name for one in fields(Custo) if one.name != "chave")
_REGISTROS = tuple(one.name for one in fields(Registro))

_geracoes = table(
    "resumo_de_geracoes",
    *(column(name) for name in ("dia", "unidade", "usuario_id", "tipo_de_peca", "grupo", *_VOLUMES)),
)
_CONSUMO = ("dia", "unidade", "pessoa", "modelo", "operation", *_CUSTOS)
_por_dia = table("consumo_por_dia", *(column(name) for name in _CONSUMO))
_por_mes = table("consumo_por_mes", *(column(name) for name in _CONSUMO))
_registros = table("registro_de_geracao", *(column(name) for name in ("dia", "usuario_id", *_REGISTROS)))
_usuario = table("usuario", column("id"), column("nome"), column("unidade"))

_REFRESH = text("REFRESH MATERIALIZED VIEW CONCURRENTLY resumo_de_geracoes")

_LATE = timedelta(hours=1)
"""A call is counted anew for so long: its row may be stored after later ones."""

_ATE = text("SELECT ate FROM consumo_resumido")
_SET_ATE = text("UPDATE consumo_resumido SET ate = :ate")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('consumo_resumido'))")
_MESES = text(
    "SELECT DISTINCT date_trunc('month', created_at AT TIME ZONE 'America/Campo_Grande')::date "
    "FROM consumo_do_modelo WHERE created_at >= :since ORDER BY 1"
)
_RESUMIR = (
    text("DELETE FROM consumo_por_dia WHERE dia >= :first AND dia < :end"),
    text(
        "INSERT INTO consumo_por_dia SELECT (created_at AT TIME ZONE 'America/Campo_Grande')::date, unidade, pessoa, "
        "modelo, operation, count(*), count(*) FILTER (WHERE resultado <> 'ok'), coalesce(sum(entrada), 0), "
        "coalesce(sum(saida), 0), coalesce(sum(custo_brl), 0), sum(segundos) FROM consumo_do_modelo "
        "WHERE created_at >= :since AND created_at < :before GROUP BY 1, 2, 3, 4, 5"
    ),
    text("DELETE FROM consumo_por_mes WHERE dia = :mes"),
    text(
        "INSERT INTO consumo_por_mes SELECT :mes, unidade, pessoa, modelo, operation, sum(chamadas), sum(falhas), "
        "sum(entrada), sum(saida), sum(custo_brl), sum(segundos) FROM consumo_por_dia "
        "WHERE dia >= :mes AND dia < :end GROUP BY 2, 3, 4, 5"
    ),
)
_NOTE = text("UPDATE atualizacao_dos_resumos SET em = :em")
_WHEN = text("SELECT em FROM atualizacao_dos_resumos")

_SEM_PECA = timedelta(minutes=30)
_LOTE_PARADO = timedelta(hours=2)
_SEM_COMPARACAO = timedelta(hours=24)
_MONITORES = {
    TipoDeMonitor.SEM_PECA: (
        text(
            "SELECT count(*), min(created_at) FROM geracao "
            "WHERE estado IN ('na_fila', 'em_andamento') AND created_at < :before"
        ),
        _SEM_PECA,
    ),
    TipoDeMonitor.LOTE_PARADO: (
        text("SELECT count(*), min(created_at) FROM lote WHERE estado = 'em_andamento' AND iniciado_em < :before"),
        _LOTE_PARADO,
    ),
    TipoDeMonitor.MODELO_SEM_COMPARACAO: (
        text(
            "SELECT count(*), min(m.created_at) FROM modelo_treinado m "
            "WHERE m.estado <> 'arquivado' AND m.created_at < :before AND NOT EXISTS "
            "(SELECT FROM avaliacao a WHERE a.created_at >= m.created_at AND a.modelo LIKE '%' || m.id || '%')"
        ),
        _SEM_COMPARACAO,
    ),
}


class RelatorioRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_volume(self, filtro: FiltroDoRelatorio, divisao: Divisao) -> tuple[Volume, ...]:
        """By key; no line for what has no geração."""
        key = _find_key(divisao.value, _geracoes.c)
        sums = [func.coalesce(func.sum(_geracoes.c[name]), 0).label(name) for name in _VOLUMES]
        columns = _geracoes.c
        where = [*_period(filtro, columns.dia), *_text_filters(filtro, columns)]
        if filtro.usuario_id is not None:
            where.append(columns.usuario_id == filtro.usuario_id)
        return tuple(_VOLUME.validate_python(dict(row)) for row in self._read(select(key, *sums).where(*where), key))

    def list_custo(self, filtro: FiltroDoRelatorio, divisao: DivisaoDoCusto) -> tuple[Custo, ...]:
        """By key; type and subject of the question are left aside."""
        columns = _find_consumo(filtro, by_day=divisao is DivisaoDoCusto.DIA).c
        key = _find_key(divisao.value, columns)
        sums = [func.coalesce(func.sum(columns[name]), 0).label(name) for name in _CUSTOS]
        where = _period(filtro, columns.dia)
        if filtro.unidade:
            where.append(columns.unidade == filtro.unidade)
        if filtro.usuario_id is not None:
            where.append(columns.pessoa == str(filtro.usuario_id))
        return tuple(_CUSTO.validate_python(dict(row)) for row in self._read(select(key, *sums).where(*where), key))

    def list_registros(self, filtro: FiltroDoRelatorio, *, limit: int) -> tuple[Registro, ...]:
        """Newest first, as they are now."""
        columns = _registros.c
        since, before = (_begin_day(day) for day in (filtro.desde, filtro.ate + timedelta(days=1)))
        where = [columns.criada_em >= since, columns.criada_em < before, *_text_filters(filtro, columns)]
        if filtro.usuario_id is not None:
            where.append(columns.usuario_id == filtro.usuario_id)
        statement = select(*(columns[name] for name in _REGISTROS)).where(*where)
        with self._scope() as session:
            found = session.execute(statement.order_by(columns.criada_em.desc()).limit(limit)).mappings()
            return tuple(Registro(**row) for row in found)

    def list_monitores(self) -> tuple[Monitor, ...]:
        now = datetime.now(UTC)
        with self._scope() as session:
            found = {
                tipo: session.execute(statement, {"before": now - age}).one()
                for tipo, (statement, age) in _MONITORES.items()
            }
        return tuple(Monitor(tipo, quantos, desde) for tipo, (quantos, desde) in found.items())

    def list_nomes(self) -> dict[str, str]:
        """Names of people by id, as text."""
        with self._scope() as session:
            return {str(ident): nome for ident, nome in session.execute(select(_usuario.c.id, _usuario.c.nome))}

    def list_unidades(self) -> tuple[str, ...]:
        statement = select(_usuario.c.unidade).distinct().order_by(_usuario.c.unidade)
        with self._scope() as session:
            return tuple(unidade for unidade in session.scalars(statement) if unidade)

    def refresh(self) -> None:
        """Make the summaries anew; who reads meanwhile reads the ones before."""
        em = datetime.now(UTC)
        with self._scope() as session:
            session.execute(_REFRESH)
        self._refresh_consumo(em)
        with self._scope() as session:
            session.execute(_NOTE, {"em": em})

    def get_atualizado_em(self) -> datetime:
        """Everything before this instant is in the summaries."""
        with self._scope() as session:
            em: datetime = session.execute(_WHEN).scalar_one()
            return em

    def _refresh_consumo(self, em: datetime) -> None:
        """The days since the last time, a month in each transaction: the first time all months there are."""
        with self._scope() as session:
            since: datetime = session.execute(_ATE).scalar_one() - _LATE
            meses = session.scalars(_MESES, {"since": since}).all()
        for mes in meses:
            first, end = max(mes, since.astimezone(_ZONE).date()), (mes + timedelta(days=31)).replace(day=1)
            values = {"mes": mes, "first": first, "end": end, "since": _begin_day(first), "before": _begin_day(end)}
            with self._scope() as session:
                session.execute(_LOCK)
                for statement in _RESUMIR:
                    session.execute(statement, values)
        with self._scope() as session:
            session.execute(_SET_ATE, {"ate": em})

    def _read(self, statement: Select[Any], key: ColumnElement[Any]) -> list[dict[str, Any]]:
        with self._scope() as session:
            rows = session.execute(statement.group_by(text("1")).order_by(text("1"))).mappings().all()
            return [dict(row) for row in rows]


def _find_key(divisao: str, columns: Any) -> ColumnElement[Any]:
    if divisao == "total":
        return literal("").label("chave")
    if divisao == "mes":
        return func.to_char(columns.dia, "YYYY-MM").label("chave")
    return cast(columns[divisao], String).label("chave")


def _find_consumo(filtro: FiltroDoRelatorio, *, by_day: bool) -> FromClause:
    """Rows that sum up to each day of the period: whole months of it by month, the others by day."""
    first = (filtro.desde.replace(day=1) + timedelta(days=31)).replace(day=1) if filtro.desde.day > 1 else filtro.desde
    end = (filtro.ate + timedelta(days=1)).replace(day=1)
    if by_day or first >= end:
        return _por_dia
    months = select(_por_mes).where(_por_mes.c.dia >= first, _por_mes.c.dia < end)
    days = select(_por_dia).where(
        or_(_por_dia.c.dia.between(filtro.desde, first - timedelta(days=1)), _por_dia.c.dia.between(end, filtro.ate))
    )
    return union_all(months, days).subquery()


def _period(filtro: FiltroDoRelatorio, dia: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    return [dia >= filtro.desde, dia <= filtro.ate]


def _begin_day(day: date) -> datetime:
    """An instant, so that the index of instants serves."""
    return datetime.combine(day, time(), _ZONE)


def _text_filters(filtro: FiltroDoRelatorio, columns: Any) -> list[ColumnElement[bool]]:
    wanted = {"unidade": filtro.unidade, "tipo_de_peca": filtro.tipo_de_peca, "grupo": filtro.grupo}
    return [columns[name] == value for name, value in wanted.items() if value]
