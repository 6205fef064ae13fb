"""Storage of questions. One method is one transaction; a worker that was replaced writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.assistencia.domain import CasoConsultado, Pergunta, Resposta
from core.assistencia.tables import PerguntaRow
from core.errors import RecordNotFoundError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope

_AT_WORK = [estado.value for estado in Estado if estado.is_at_work]
_RESPOSTA = TypeAdapter(Resposta)


class PerguntaRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, pergunta: Pergunta) -> bool:
        """False when the person already has a question about this case at work."""
        try:
            with self._scope() as session:
                session.add(_to_row(pergunta))
        except IntegrityError:
            return False
        return True

    def get(self, pergunta_id: UUID) -> Pergunta:
        with self._scope() as session:
            row = session.get(PerguntaRow, pergunta_id)
            if row is None:
                raise RecordNotFoundError(f"pergunta {pergunta_id}")
            return _to_pergunta(row)

    def find_ativa(self, numero_cnj: str, usuario_id: int) -> Pergunta | None:
        """The question of the person about the case that has not ended."""
        row = PerguntaRow
        is_mine = (row.numero_cnj == numero_cnj, row.usuario_id == usuario_id, row.estado.in_(_AT_WORK))
        with self._scope() as session:
            found = session.scalar(select(row).where(*is_mine))
            return None if found is None else _to_pergunta(found)

    def list_perguntas(self, numero_cnj: str, usuario_id: int, limit: int) -> tuple[Pergunta, ...]:
        """The person's own questions about the case, newest first."""
        row = PerguntaRow
        statement = select(row).where(row.numero_cnj == numero_cnj, row.usuario_id == usuario_id)
        with self._scope() as session:
            found = session.scalars(statement.order_by(row.created_at.desc()).limit(limit))
            return tuple(_to_pergunta(one) for one in found)

    def list_recentes(self, usuario_id: int, limit: int) -> tuple[Pergunta, ...]:
        """The person's own questions about any case, newest first."""
        row = PerguntaRow
        statement = select(row).where(row.usuario_id == usuario_id).order_by(row.created_at.desc()).limit(limit)
        with self._scope() as session:
            return tuple(_to_pergunta(one) for one in session.scalars(statement))

    def list_casos(self, usuario_id: int, limit: int) -> tuple[CasoConsultado, ...]:
        """The cases that the person asked about, the last one first."""
        row = PerguntaRow
        last = func.max(row.created_at)
        statement = select(row.numero_cnj, func.count(), last).where(row.usuario_id == usuario_id)
        statement = statement.group_by(row.numero_cnj).order_by(last.desc()).limit(limit)
        with self._scope() as session:
            return tuple(CasoConsultado(*found) for found in session.execute(statement))

    def list_ativas(self) -> tuple[Pergunta, ...]:
        """Every question that waits for a worker or has one, oldest first."""
        row = PerguntaRow
        with self._scope() as session:
            found = session.scalars(select(row).where(row.estado.in_(_AT_WORK)).order_by(row.created_at))
            return tuple(_to_pergunta(one) for one in found)

    def begin_attempt(self, pergunta_id: UUID) -> Pergunta | None:
        """Start or take over the work: a new attempt number. None when it already ended."""
        row = PerguntaRow
        statement = (
            update(row)
            .where(row.id == pergunta_id, row.estado.in_(_AT_WORK))
            .values(attempt=row.attempt + 1, estado=Estado.EM_ANDAMENTO.value)
            .returning(row)
        )
        with self._scope() as session:
            found = session.scalar(statement)
            return None if found is None else _to_pergunta(found)

    def finish(
        self,
        pergunta: Pergunta,
        estado: Estado,
        *,
        resposta: Resposta | None = None,
        erro: tuple[str, str] = ("", ""),
    ) -> None:
        """The end of an attempt. Raises AttemptReplacedError when another one took over."""
        row = PerguntaRow
        stored = None if resposta is None else _RESPOSTA.dump_python(resposta, mode="json")
        values = {"estado": estado.value, "terminada_em": datetime.now(UTC), "resposta": stored}
        statement = (
            update(row)
            .where(row.id == pergunta.id, row.attempt == pergunta.attempt, row.estado.in_(_AT_WORK))
            .values(**values, erro_codigo=erro[0], erro_mensagem=erro[1])
            .returning(row.id)
        )
        with self._scope() as session:
            if session.scalar(statement) is None:
                raise AttemptReplacedError(f"attempt {pergunta.attempt} of {pergunta.id}")

    def reopen(self, pergunta_id: UUID) -> bool:
        """Put a failed question back in the queue. False when it did not fail, or the person asked another one."""
        row = PerguntaRow
        statement = (
            update(row)
            .where(row.id == pergunta_id, row.estado == Estado.COM_ERRO.value)
            .values(estado=Estado.NA_FILA.value, terminada_em=None, erro_codigo="", erro_mensagem="")
            .returning(row.id)
        )
        try:
            with self._scope() as session:
                return session.scalar(statement) is not None
        except IntegrityError:
            return False


def _to_row(pergunta: Pergunta) -> PerguntaRow:
    return PerguntaRow(
        id=pergunta.id,
        numero_cnj=pergunta.numero_cnj,
        usuario_id=pergunta.usuario_id,
        texto=pergunta.texto,
        estado=pergunta.estado.value,
        attempt=pergunta.attempt,
        created_at=pergunta.feita_em,
    )


def _to_pergunta(row: PerguntaRow) -> Pergunta:
    return Pergunta(
        id=row.id,
        numero_cnj=row.numero_cnj,
        usuario_id=row.usuario_id,
        texto=row.texto,
        estado=Estado(row.estado),
        attempt=row.attempt,
        feita_em=row.created_at,
        resposta=None if row.resposta is None else _RESPOSTA.validate_python(row.resposta),
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
    )
