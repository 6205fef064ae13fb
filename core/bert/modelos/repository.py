"""Storage of model cards. One method is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.bert.domain import Configuracao, ResultadoDoTreino
from core.bert.modelos.domain import EstadoDoModelo, Modelo, NovoModelo
from core.bert.modelos.tables import ModeloTreinadoRow
from core.errors import RecordNotFoundError
from core.infra.db import SessionScope

_CONFIGURACAO, _RESULTADO = TypeAdapter(Configuracao), TypeAdapter(ResultadoDoTreino)


class ModeloRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def get(self, modelo_id: UUID) -> Modelo:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_modelo(_get_row(session, modelo_id))

    def list(self, estados: Sequence[EstadoDoModelo]) -> tuple[Modelo, ...]:
        """Newest first."""
        row = ModeloTreinadoRow
        wanted = [estado.value for estado in estados]
        statement = select(row).where(row.estado.in_(wanted)).order_by(row.created_at.desc())
        with self._scope() as session:
            return tuple(map(_to_modelo, session.scalars(statement)))

    def promote(self, modelo_id: UUID, autor: str) -> None:
        """The one of its labels that is in use from now on; the one before is a candidate again."""
        row, now = ModeloTreinadoRow, datetime.now(UTC)
        with self._scope() as session:
            found = _get_row(session, modelo_id)
            before = row.rotulos_sha256 == found.rotulos_sha256, row.estado == EstadoDoModelo.PROMOVIDO.value
            session.execute(update(row).where(*before).values(estado=EstadoDoModelo.CANDIDATO.value))
            values = {"estado": EstadoDoModelo.PROMOVIDO.value, "promovido_em": now, "promovido_por": autor}
            session.execute(update(row).where(row.id == modelo_id).values(values))

    def list_ids(self, estados: Collection[EstadoDoModelo]) -> tuple[UUID, ...]:
        """Of every model in one of these states."""
        row = ModeloTreinadoRow
        with self._scope() as session:
            return tuple(session.scalars(select(row.id).where(row.estado.in_([estado.value for estado in estados]))))

    def save_estado(self, modelo_id: UUID, estado: EstadoDoModelo) -> None:
        with self._scope() as session:
            _get_row(session, modelo_id).estado = estado.value


def build_row(modelo: NovoModelo, versao_do_codigo: str, estado: EstadoDoModelo) -> ModeloTreinadoRow:
    """A card as it is first kept."""
    return ModeloTreinadoRow(
        id=modelo.id,
        nome=modelo.nome,
        dataset_id=modelo.dataset_id,
        dataset_nome=modelo.dataset_nome,
        autor=modelo.autor,
        configuracao=asdict(modelo.configuracao),
        versao_do_codigo=versao_do_codigo,
        resultado=_RESULTADO.dump_python(modelo.resultado, mode="json"),
        rotulos_sha256=hashlib.sha256("\n".join(sorted(modelo.resultado.rotulos)).encode()).hexdigest(),
        estado=estado.value,
    )


def _get_row(session: Session, modelo_id: UUID) -> ModeloTreinadoRow:
    row = session.get(ModeloTreinadoRow, modelo_id)
    if row is None:
        raise RecordNotFoundError(f"model {modelo_id}")
    return row


def _to_modelo(row: ModeloTreinadoRow) -> Modelo:
    resultado = _RESULTADO.validate_python(row.resultado)
    return Modelo(
        id=row.id,
        nome=row.nome,
        dataset_id=row.dataset_id,
        dataset_nome=row.dataset_nome,
        autor=row.autor,
        configuracao=_CONFIGURACAO.validate_python(row.configuracao),
        versao_do_codigo=row.versao_do_codigo,
        resultado=resultado,
        arquivos=resultado.arquivos,
        estado=EstadoDoModelo(row.estado),
        criado_em=row.created_at,
        promovido_em=row.promovido_em,
        promovido_por=row.promovido_por,
    )
