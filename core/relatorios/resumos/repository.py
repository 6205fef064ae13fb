"""Brings the summaries up to now: only the days on which something changed are counted anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, DATE
from sqlalchemy.orm import Session

from core.infra.db import SessionScope
from core.relatorios.resumos.tables import (
    CHAMADA,
    CHAMADA_SEGUIDA,
    CHAMADAS,
    CONSUMO,
    CONSUMO_DA_UNIDADE,
    CONSUMO_POR_MES,
    CONSUMO_POR_PROCESSO,
    CONSUMO_POR_VERSAO,
    CONTAGENS,
    MEDIDA,
    MEDIDAS,
    MEDIDAS_DA_UNIDADE,
    MEDIDAS_POR_MES,
    MODULO,
    MODULOS,
    MODULOS_POR_MES,
    USOS,
    begin_day,
    list_counts,
    list_sums,
)

_LATE = timedelta(hours=1)
"""A call is counted anew for so long: its row may be stored after later ones."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('resumos'))")
_MARKED = text("SELECT DISTINCT dia FROM dia_a_resumir ORDER BY dia")
_FROZEN = text("SELECT congelado_ate FROM atualizacao_dos_resumos FOR SHARE")
_UNMARK = text("DELETE FROM dia_a_resumir WHERE dia = ANY(:dias)").bindparams(bindparam("dias", type_=ARRAY(DATE)))
_ATE = text("SELECT ate FROM consumo_resumido")
_SET_ATE = text("UPDATE consumo_resumido SET ate = :ate")
_MOVE_ATE = text("UPDATE consumo_resumido SET ate = :ate WHERE ate < :ate")
_CALLED = text(
    "SELECT DISTINCT (created_at AT TIME ZONE 'America/Campo_Grande')::date "
    "FROM consumo_do_modelo WHERE created_at >= :since ORDER BY 1"
)
_NOTE = text("UPDATE atualizacao_dos_resumos SET em = :em")
_WHEN = text("SELECT em FROM atualizacao_dos_resumos")
_IS_WHOLE = text("SELECT c.ate >= a.em FROM consumo_resumido c, atualizacao_dos_resumos a")


@dataclass(frozen=True)
class _Obra:
    """What is run for some days in a row, and then for their month."""

    dias: tuple[TextClause, ...]
    mes: tuple[TextClause, ...]


def _join(*pairs: tuple[str, str]) -> tuple[TextClause, ...]:
    return tuple(text(one) for pair in pairs for one in pair)


_GERACOES = _Obra(
    _join(
        list_counts(MEDIDAS, MEDIDA, CONTAGENS.values()),
        list_sums(MEDIDAS_DA_UNIDADE, MEDIDAS),
        list_counts(MODULOS, MODULO, ("max(titulo)", *USOS.values())),
    ),
    _join(list_sums(MEDIDAS_POR_MES, MEDIDAS, is_month=True), list_sums(MODULOS_POR_MES, MODULOS, is_month=True)),
)
_CHAMADAS = _Obra(
    _join(
        list_counts(CONSUMO, CHAMADA, CHAMADAS.values()),
        list_sums(CONSUMO_DA_UNIDADE, CONSUMO),
        list_counts(CONSUMO_POR_VERSAO, CHAMADA_SEGUIDA, CHAMADAS.values()),
        list_counts(CONSUMO_POR_PROCESSO, CHAMADA_SEGUIDA, CHAMADAS.values()),
    ),
    _join(list_sums(CONSUMO_POR_MES, CONSUMO, is_month=True)),
)


class ResumoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def refresh(self) -> None:
        """Count the days anew that changed, a month in each transaction; who reads meanwhile reads what was before.

        The first time that is every day there is. What a run that dies has counted of the calls stays.
        """
        em = datetime.now(UTC)
        with self._scope() as session:
            marked: Sequence[date] = session.scalars(_MARKED).all()
        self._resumir(marked, _GERACOES, has_marks=True)
        with self._scope() as session:
            since: datetime = session.execute(_ATE).scalar_one() - _LATE
            called: Sequence[date] = session.scalars(_CALLED, {"since": since}).all()
        self._resumir(called, _CHAMADAS, em=em)
        with self._scope() as session:
            session.execute(_SET_ATE, {"ate": em})
            session.execute(_NOTE, {"em": em})

    def get_atualizado_em(self) -> datetime:
        """Everything before this instant is in the summaries."""
        with self._scope() as session:
            em: datetime = session.execute(_WHEN).scalar_one()
            return em

    def is_whole(self) -> bool:
        """False while days from before the summaries are counted for the first time."""
        with self._scope() as session:
            return bool(session.execute(_IS_WHOLE).scalar_one())

    def _resumir(
        self, dias: Iterable[date], obra: _Obra, *, has_marks: bool = False, em: datetime | None = None
    ) -> None:
        """Marks are taken away before anything is counted: what changes meanwhile leaves a new one.

        With ``em`` it is noted that calls are counted up to the end of each month, or up to that instant.
        """
        for mes, found in groupby(dias, key=lambda dia: dia.replace(day=1)):
            in_month = list(found)
            with self._scope() as session:
                session.execute(_LOCK)
                if has_marks:
                    in_month = _unmark(session, in_month)
                month = (mes, (mes + timedelta(days=31)).replace(day=1))
                for statements, first, end in [
                    *((obra.dias, *row) for row in _list_rows(in_month)),
                    (obra.mes, *month),
                ]:
                    values = {"first": first, "end": end, "since": begin_day(first), "before": begin_day(end)}
                    for statement in statements:
                        session.execute(statement, values)
                if em is not None:
                    session.execute(_MOVE_ATE, {"ate": min(em, begin_day(month[1]))})


def _unmark(session: Session, dias: Sequence[date]) -> list[date]:
    """Those that may be counted anew: what went at the end of its retention stays in the sums of its day.

    A purge waits until they are counted, or they wait for its end.
    """
    congelado_ate: date = session.execute(_FROZEN).scalar_one()
    session.execute(_UNMARK, {"dias": dias})
    return [dia for dia in dias if dia > congelado_ate]


def _list_rows(dias: Iterable[date]) -> list[tuple[date, date]]:
    """Days in a row as the first one and the one after the last: one statement counts them all."""
    rows: list[tuple[date, date]] = []
    for dia in dias:
        after = dia + timedelta(days=1)
        if rows and rows[-1][1] == dia:
            rows[-1] = (rows[-1][0], after)
        else:
            rows.append((dia, after))
    return rows
