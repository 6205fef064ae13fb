"""Reads the summaries and views that the migrations make. One method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, FromClause, column, func, select, table, text

from core.infra.db import SessionScope
from core.relatorios.domain import (
    DEMAIS,
    Custo,
    Divisao,
    DivisaoDoCusto,
    FiltroDoRelatorio,
    Monitor,
    Registro,
    Tempos,
    TipoDeMonitor,
    Volume,
)
from core.relatorios.resumos.tables import begin_day, find_chave, find_consumo, find_medidas, list_conditions

_VOLUME, _CUSTO, _TEMPOS = TypeAdapter(Volume), TypeAdapter(Custo), TypeAdapter(Tempos)
"""PostgreSQL's sums are Decimals, whatever they count."""

_VOLUMES = tuple(one.name for one in fields(Volume) if one.name != "chave")
_CUSTOS = tuple(one.name for one in fields(Custo) if one.name != "chave")
_SEGUNDOS = tuple(one.name for one in fields(Tempos) if one.name != "chave")
_REGISTROS = tuple(one.name for one in fields(Registro) if one.name not in ("peca_id", "can_open"))

_registros = table("registro_de_geracao", *(column(name) for name in ("dia", *_REGISTROS)))
_peca = table("peca", column("id"), column("geracao_id"))
_usuario = table("usuario", column("id"), column("nome"), column("unidade"))

_IN_MEMORY = text("SET LOCAL work_mem = '128MB'")
"""Sums of hundreds of thousands of cases, which PostgreSQL would otherwise write to the disk in between."""

_SEM_PECA = timedelta(minutes=30)
_LOTE_PARADO = timedelta(minutes=30)
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
        text(
            "SELECT count(*), min(l.created_at) FROM lote l "
            "WHERE l.estado = 'em_andamento' AND l.iniciado_em < :before "
            "AND NOT EXISTS (SELECT FROM consumo_do_modelo c "
            "WHERE c.operacao = CAST(l.id AS text) AND c.resultado = 'ok' AND c.created_at >= :before)"
        ),
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
        found = self._sum(filtro, find_medidas(filtro, divisao), divisao.value, _VOLUMES)
        return tuple(_VOLUME.validate_python(row) for row in found)

    def list_custo(self, filtro: FiltroDoRelatorio, divisao: DivisaoDoCusto) -> tuple[Custo, ...]:
        """By key; type and subject of the question are left aside."""
        found = self._sum(filtro, find_consumo(filtro, divisao), divisao.value, _CUSTOS)
        return tuple(_CUSTO.validate_python(row) for row in found)

    def list_processos(self, filtro: FiltroDoRelatorio, *, limit: int) -> tuple[Custo, ...]:
        """The dearest cases first, then one line for all the others; together they are the whole of the period."""
        columns = find_consumo(filtro, DivisaoDoCusto.PROCESSO).c
        numero, brl, wheres = columns.numero_cnj, func.sum(columns.custo_brl), list_conditions(filtro, columns)
        dearest = select(numero).where(*wheres).group_by(numero).order_by(brl.desc(), numero).limit(limit)
        sums = [func.sum(columns[name]).label(name) for name in _CUSTOS]
        with self._scope() as session:
            session.execute(_IN_MEMORY)
            named = numero.in_(session.scalars(dearest).all())
            lines = select(numero.label("chave"), *sums).where(*wheres, named).group_by(numero)
            rows = session.execute(lines.order_by(brl.desc(), numero)).mappings()
            found = tuple(_CUSTO.validate_python(dict(row)) for row in rows)
        if len(found) < limit:
            return found
        (total,) = self.list_custo(filtro, DivisaoDoCusto.TOTAL)
        return (*found, _subtract(total, found))

    def list_tempos(self, filtro: FiltroDoRelatorio, divisao: Divisao) -> tuple[Tempos, ...]:
        """Seconds of each stage by key."""
        found = self._sum(filtro, find_medidas(filtro, divisao), divisao.value, _SEGUNDOS)
        return tuple(_TEMPOS.validate_python(row) for row in found)

    def list_registros(self, filtro: FiltroDoRelatorio, *, limit: int) -> tuple[Registro, ...]:
        """Newest first, as they are now."""
        columns = _registros.c
        since, before = (begin_day(day) for day in (filtro.desde, filtro.ate + timedelta(days=1)))
        where = [columns.criada_em >= since, columns.criada_em < before, *_text_filters(filtro, columns)]
        if filtro.usuario_id is not None:
            where.append(columns.usuario_id == filtro.usuario_id)
        statement = select(*(columns[name] for name in _REGISTROS)).where(*where)
        with self._scope() as session:
            found = session.execute(statement.order_by(columns.criada_em.desc()).limit(limit)).mappings().all()
            wanted = _peca.c.geracao_id.in_([row["id"] for row in found])
            pecas = dict(session.execute(select(_peca.c.geracao_id, _peca.c.id).where(wanted)).all())
            return tuple(Registro(**row, peca_id=pecas.get(row["id"])) for row in found)

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

    def _sum(
        self, filtro: FiltroDoRelatorio, source: FromClause, divisao: str, names: Iterable[str]
    ) -> list[dict[str, Any]]:
        sums = [func.coalesce(func.sum(source.c[name]), 0).label(name) for name in names]
        statement = select(find_chave(divisao, source.c), *sums).where(*list_conditions(filtro, source.c))
        with self._scope() as session:
            rows = session.execute(statement.group_by(text("1")).order_by(text("1"))).mappings().all()
            return [dict(row) for row in rows]


def _text_filters(filtro: FiltroDoRelatorio, columns: Any) -> list[ColumnElement[bool]]:
    wanted = {"unidade": filtro.unidade, "tipo_de_peca": filtro.tipo_de_peca, "grupo": filtro.grupo}
    return [columns[name] == value for name, value in wanted.items() if value]


def _subtract(total: Custo, lines: Iterable[Custo]) -> Custo:
    taken = [asdict(one) for one in lines]
    return Custo(DEMAIS, **{name: getattr(total, name) - sum(one[name] for one in taken) for name in _CUSTOS})
