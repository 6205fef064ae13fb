"""Storage of trainings. One method is one transaction; an attempt that was overtaken writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, Text, func, literal, select, type_coerce, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import Session, defer

from core.bert.datasets.tables import DatasetRow
from core.bert.domain import Configuracao, Preset
from core.bert.modelos.domain import EstadoDoModelo, NovoModelo
from core.bert.modelos.repository import build_row
from core.bert.modelos.tables import ModeloTreinadoRow
from core.bert.treinamentos.domain import AndamentoDoTreino, Treinamento, hash_configuracao
from core.bert.treinamentos.tables import AT_WORK, TreinamentoRow
from core.errors import RecordNotFoundError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope

_AT_WORK = [estado.value for estado in Estado if estado.is_at_work]
_ANDAMENTO, _CONFIGURACAO = TypeAdapter(AndamentoDoTreino), TypeAdapter(Configuracao)


class TreinamentoRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, treinamento: Treinamento) -> UUID:
        """Keep a new run; answers its id, or that of an equal one that is at work."""
        row = TreinamentoRow
        sha256 = hash_configuracao(treinamento.configuracao)
        values = {
            "id": treinamento.id,
            "dataset_id": treinamento.dataset_id,
            "dataset_nome": treinamento.dataset_nome,
            "dados_sha256": treinamento.dados_sha256,
            "usuario_id": treinamento.usuario_id,
            "autor": treinamento.autor,
            "nome": treinamento.nome,
            "configuracao": asdict(treinamento.configuracao),
            "configuracao_sha256": sha256,
            "preset": treinamento.preset or "",
            "estado": treinamento.estado.value,
            "created_at": treinamento.criado_em,
        }
        same = (row.dataset_id == treinamento.dataset_id, row.configuracao_sha256 == sha256)
        with self._scope() as session:
            keys = ["dataset_id", "configuracao_sha256"]
            new = insert(row).values(values).on_conflict_do_nothing(index_elements=keys, index_where=AT_WORK)
            session.execute(new)
            session.execute(update(DatasetRow).where(DatasetRow.id == treinamento.dataset_id).values(is_usado=True))
            found = select(row.id).where(*same, row.estado.in_(_AT_WORK)).order_by(row.created_at.desc())
            return session.execute(found).scalars().first() or treinamento.id

    def get(self, treinamento_id: UUID) -> Treinamento:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_treinamento(_get_row(session, treinamento_id), _find_modelo(session, treinamento_id))

    def list(self, *, limit: int = 200) -> tuple[Treinamento, ...]:
        """The newest ones, newest first, without log and curve."""
        row, modelo = TreinamentoRow, ModeloTreinadoRow
        statement = _select_brief().order_by(row.created_at.desc()).limit(limit)
        with self._scope() as session:
            found = session.execute(statement.add_columns(modelo.id).outerjoin(modelo, modelo.id == row.id))
            return tuple(_to_treinamento(one, ident, andamento) for one, andamento, ident in found)

    def list_em_andamento(self) -> tuple[Treinamento, ...]:
        """Every run that a worker has, without log and curve."""
        statement = _select_brief().where(TreinamentoRow.estado == Estado.EM_ANDAMENTO.value)
        with self._scope() as session:
            return tuple(_to_treinamento(one, None, andamento) for one, andamento in session.execute(statement))

    def list_ativos(self) -> tuple[UUID, ...]:
        """Every run that waits for the worker or has it, oldest first."""
        row = TreinamentoRow
        with self._scope() as session:
            return tuple(session.scalars(select(row.id).where(row.estado.in_(_AT_WORK)).order_by(row.created_at)))

    def list_guardados(self, before: datetime) -> tuple[UUID, ...]:
        """Runs whose folder is still needed: at work, or ended later than ``before``."""
        row = TreinamentoRow
        is_needed = row.estado.in_(_AT_WORK) | (row.terminado_em >= before)
        with self._scope() as session:
            return tuple(session.scalars(select(row.id).where(is_needed)))

    def list_duracoes(self, base: str, *, limit: int = 20) -> tuple[float, ...]:
        """Seconds that the last runs on this base took."""
        row = TreinamentoRow
        seconds = func.extract("epoch", row.terminado_em - row.iniciado_em)
        is_done = (row.estado == Estado.PRONTO.value, row.configuracao["base"].astext == base)
        statement = select(seconds).where(*is_done).order_by(row.terminado_em.desc()).limit(limit)
        with self._scope() as session:
            return tuple(float(value) for value in session.scalars(statement))

    def begin_attempt(self, treinamento_id: UUID) -> Treinamento | None:
        """Start or take over a run; None when it has ended."""
        row = TreinamentoRow
        values = {
            "attempt": row.attempt + 1,
            "estado": Estado.EM_ANDAMENTO.value,
            "iniciado_em": func.coalesce(row.iniciado_em, datetime.now(UTC)),
        }
        taken = update(row).where(row.id == treinamento_id, row.estado.in_(_AT_WORK)).values(values).returning(row.id)
        with self._scope() as session:
            if session.scalar(taken) is None:
                return None
            return _to_treinamento(_get_row(session, treinamento_id), None)

    def save_andamento(self, treinamento: Treinamento, andamento: AndamentoDoTreino) -> None:
        """Raises AttemptReplacedError when another attempt began or the run ended.

        One that was cancelled and resumed before the worker heard of it goes on, and is at work again.
        """
        with self._scope() as session:
            row = _require_attempt(session, treinamento)
            row.andamento, row.estado = _dump(andamento), Estado.EM_ANDAMENTO.value
            row.iniciado_em = row.iniciado_em or datetime.now(UTC)

    def end_ready(
        self, treinamento: Treinamento, andamento: AndamentoDoTreino, modelo: NovoModelo, versao: str
    ) -> None:
        """The end of a run and its model's card, together. Raises AttemptReplacedError."""
        with self._scope() as session:
            row = _require_attempt(session, treinamento)
            row.estado, row.terminado_em, row.andamento = Estado.PRONTO.value, datetime.now(UTC), _dump(andamento)
            session.merge(build_row(modelo, versao, EstadoDoModelo.CANDIDATO))

    def end_failed(self, treinamento: Treinamento, andamento: AndamentoDoTreino, code: str, message: str) -> None:
        """Raises AttemptReplacedError."""
        with self._scope() as session:
            row = _require_attempt(session, treinamento)
            row.estado, row.terminado_em, row.andamento = Estado.COM_ERRO.value, datetime.now(UTC), _dump(andamento)
            row.erro_codigo, row.erro_mensagem = code, message

    def cancel(self, treinamento_id: UUID) -> bool:
        """False when it had ended."""
        return self._move(treinamento_id, _AT_WORK, Estado.CANCELADO, terminado_em=datetime.now(UTC))

    def reopen(self, treinamento_id: UUID) -> bool:
        """Put a run that ended without a model back in the queue. False for any other."""
        ended = [Estado.COM_ERRO.value, Estado.CANCELADO.value]
        values = {"erro_codigo": "", "erro_mensagem": "", "iniciado_em": None, "terminado_em": None}
        return self._move(treinamento_id, ended, Estado.NA_FILA, **values)

    def end_lost(self, treinamento_id: UUID, code: str, message: str) -> None:
        """End a run whose work failed for good."""
        values = {"erro_codigo": code, "erro_mensagem": message, "terminado_em": datetime.now(UTC)}
        self._move(treinamento_id, _AT_WORK, Estado.COM_ERRO, **values)

    def _move(self, treinamento_id: UUID, de: Sequence[str], para: Estado, **values: object) -> bool:
        row = TreinamentoRow
        moved = update(row).where(row.id == treinamento_id, row.estado.in_(de)).values(estado=para.value, **values)
        with self._scope() as session:
            return session.scalar(moved.returning(row.id)) is not None


def _select_brief() -> Select[TreinamentoRow, dict[str, Any]]:
    """Rows without the long parts of what the run said, which stands beside them."""
    row = TreinamentoRow
    brief = row.andamento.op("-")(literal(["linhas", "perdas"], ARRAY(Text)))
    return select(row, type_coerce(brief, JSONB)).options(defer(row.andamento, raiseload=True))


def _dump(andamento: AndamentoDoTreino) -> dict[str, object]:
    dumped: dict[str, object] = _ANDAMENTO.dump_python(andamento, mode="json")
    return dumped


def _get_row(session: Session, treinamento_id: UUID) -> TreinamentoRow:
    row = session.get(TreinamentoRow, treinamento_id, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(f"training {treinamento_id}")
    return row


def _find_modelo(session: Session, treinamento_id: UUID) -> UUID | None:
    return session.scalar(select(ModeloTreinadoRow.id).where(ModeloTreinadoRow.id == treinamento_id))


def _require_attempt(session: Session, treinamento: Treinamento) -> TreinamentoRow:
    row = session.get(TreinamentoRow, treinamento.id, with_for_update=True)
    if row is None or row.attempt != treinamento.attempt or row.estado not in _AT_WORK:
        raise AttemptReplacedError(f"attempt {treinamento.attempt} of {treinamento.id}")
    return row


def _to_treinamento(
    row: TreinamentoRow, modelo_id: UUID | None, andamento: dict[str, Any] | None = None
) -> Treinamento:
    return Treinamento(
        id=row.id,
        dataset_id=row.dataset_id,
        dataset_nome=row.dataset_nome,
        dados_sha256=row.dados_sha256,
        usuario_id=row.usuario_id,
        autor=row.autor,
        nome=row.nome,
        configuracao=_CONFIGURACAO.validate_python(row.configuracao),
        preset=Preset(row.preset) if row.preset else None,
        estado=Estado(row.estado),
        attempt=row.attempt,
        criado_em=row.created_at,
        iniciado_em=row.iniciado_em,
        terminado_em=row.terminado_em,
        andamento=_ANDAMENTO.validate_python(row.andamento if andamento is None else andamento),
        modelo_id=modelo_id,
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
    )
