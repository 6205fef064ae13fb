"""Storage of opinions and of edit distances: rows are only ever added. One method is one transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.feedback.distancia import DistanciaDaPeca, DistanciaDoTopico, SituacaoDoTopico
from core.feedback.domain import Feedback, Opiniao, Veredito
from core.feedback.tables import DistanciaRow, FeedbackRow
from core.infra.db import SessionScope

_NOT_OF_DOMAIN = ("peca_id", "fechamento", "ordem", "created_at")


class FeedbackRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def list_by_peca(self, peca_id: UUID) -> tuple[Feedback, ...]:
        """Oldest first."""
        with self._scope() as session:
            return _list(session, peca_id)

    def add(self, feedback: Feedback) -> Feedback:
        """Keep it behind those there are, with the number after theirs; the same opinion twice is kept once."""
        with self._scope() as session:
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"feedback:{feedback.peca_id}"))))
            known = _list(session, feedback.peca_id)
            if known and known[-1].opiniao == feedback.opiniao:
                return known[-1]
            row = _to_row(feedback, len(known) + 1)
            session.add(row)
            return _to_feedback(row)

    def find_fechamento(self, peca_id: UUID) -> datetime | None:
        """When the peça last became final."""
        with self._scope() as session:
            statement = select(func.max(DistanciaRow.created_at)).where(DistanciaRow.peca_id == peca_id)
            return session.scalar(statement)

    def add_distancia(self, peca_id: UUID, fechamento: int, em: datetime, distancia: DistanciaDaPeca) -> None:
        """The distance of the final text, once for each time it became final."""
        key = {"peca_id": peca_id, "fechamento": fechamento, "created_at": em}
        rows = [{**key, "ordem": n, **asdict(one)} for n, one in enumerate(distancia.topicos, start=1)]
        if not rows:
            return
        with self._scope() as session:
            session.execute(insert(DistanciaRow).values(rows).on_conflict_do_nothing())

    def find_distancia(self, peca_id: UUID) -> DistanciaDaPeca | None:
        """That of the last time the peça became final."""
        row = DistanciaRow
        last = select(func.max(row.fechamento)).where(row.peca_id == peca_id).scalar_subquery()
        statement = select(row).where(row.peca_id == peca_id, row.fechamento == last).order_by(row.ordem)
        with self._scope() as session:
            found = tuple(_to_distancia(one) for one in session.scalars(statement))
        return DistanciaDaPeca(found) if found else None


def _list(session: Session, peca_id: UUID) -> tuple[Feedback, ...]:
    statement = select(FeedbackRow).where(FeedbackRow.peca_id == peca_id).order_by(FeedbackRow.numero)
    return tuple(_to_feedback(row) for row in session.scalars(statement))


def _to_row(feedback: Feedback, numero: int) -> FeedbackRow:
    opiniao = feedback.opiniao
    return FeedbackRow(
        peca_id=feedback.peca_id,
        numero=numero,
        usuario_id=feedback.usuario_id,
        versao=feedback.versao,
        estrelas=opiniao.estrelas,
        veredito=opiniao.veredito.value,
        campos_errados=list(opiniao.campos_errados),
        comentario=opiniao.comentario,
        created_at=feedback.dado_em,
    )


def _to_feedback(row: FeedbackRow) -> Feedback:
    opiniao = Opiniao(row.estrelas, Veredito(row.veredito), tuple(row.campos_errados), row.comentario)
    return Feedback(row.peca_id, row.numero, row.usuario_id, row.versao, opiniao, row.created_at)


def _to_distancia(row: DistanciaRow) -> DistanciaDoTopico:
    names = [column.name for column in DistanciaRow.__table__.columns if column.name not in _NOT_OF_DOMAIN]
    values = {name: getattr(row, name) for name in names}
    return DistanciaDoTopico(**{**values, "situacao": SituacaoDoTopico(row.situacao)})
