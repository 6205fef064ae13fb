"""Storage of model cards. One method is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.bert.domain import Configuracao, ResultadoDoTreino
from core.bert.modelos.domain import EstadoDoModelo, Modelo, ModeloResumido, NovoModelo
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

    def list_resumos(self, estados: Collection[EstadoDoModelo]) -> tuple[ModeloResumido, ...]:
        """Newest first. A whole card is large: it has every prediction of its test."""
        row, wanted = ModeloTreinadoRow, [estado.value for estado in estados]
        ours, linear = (row.resultado[(kind, "f1_macro", "valor")].as_float() for kind in ("medidas", "linear"))
        statement = (
            select(row.id, row.nome, row.dataset_nome, row.autor, row.estado, row.created_at, ours, linear)
            .where(row.estado.in_(wanted))
            .order_by(row.created_at.desc())
        )
        with self._scope() as session:
            return tuple(
                ModeloResumido(ident, nome, dataset, autor, EstadoDoModelo(estado), criado_em, f1_macro, f1_linear)
                for ident, nome, dataset, autor, estado, criado_em, f1_macro, f1_linear in session.execute(statement)
            )

    def list_promovidos(self) -> tuple[Modelo, ...]:
        """Whole cards of those in use, newest first."""
        row = ModeloTreinadoRow
        statement = select(row).where(row.estado == EstadoDoModelo.PROMOVIDO.value).order_by(row.created_at.desc())
        with self._scope() as session:
            return tuple(map(_to_modelo, session.scalars(statement)))

    def promote(self, modelo_id: UUID, autor: str) -> bool:
        """The one of its labels that is in use from now on; the one before is a candidate again. False for one put
        away.

        All of these labels are held meanwhile, always in the same order: who comes second sees what the first did.
        """
        row, now = ModeloTreinadoRow, datetime.now(UTC)
        with self._scope() as session:
            labels = select(row.rotulos_sha256).where(row.id == modelo_id).scalar_subquery()
            same = select(row.id, row.estado).where(row.rotulos_sha256 == labels).order_by(row.id)
            estados = {found.id: found.estado for found in session.execute(same.with_for_update())}
            if modelo_id not in estados:
                raise RecordNotFoundError(f"model {modelo_id}")
            if estados[modelo_id] == EstadoDoModelo.ARQUIVADO.value:
                return False
            before = row.id.in_(estados), row.estado == EstadoDoModelo.PROMOVIDO.value
            session.execute(update(row).where(*before).values(estado=EstadoDoModelo.CANDIDATO.value))
            values = {"estado": EstadoDoModelo.PROMOVIDO.value, "promovido_em": now, "promovido_por": autor}
            session.execute(update(row).where(row.id == modelo_id).values(values))
        return True

    def list_ids(self, estados: Collection[EstadoDoModelo]) -> tuple[UUID, ...]:
        """Of every model in one of these states."""
        row = ModeloTreinadoRow
        with self._scope() as session:
            return tuple(session.scalars(select(row.id).where(row.estado.in_([estado.value for estado in estados]))))

    def save_arquivado(self, modelo_id: UUID, *, is_arquivado: bool) -> bool:
        """Put it away, or make it a candidate again. False for one in use. Raises RecordNotFoundError."""
        row, estado = ModeloTreinadoRow, EstadoDoModelo.ARQUIVADO if is_arquivado else EstadoDoModelo.CANDIDATO
        is_free = (row.id == modelo_id, row.estado != EstadoDoModelo.PROMOVIDO.value)
        with self._scope() as session:
            _get_row(session, modelo_id)
            moved = update(row).where(*is_free).values(estado=estado.value).returning(row.id)
            return session.scalar(moved) is not None


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
