"""Storage of datasets. One method is one transaction; an exam that was overtaken writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.bert.dados.domain import Amostra, Colunas
from core.bert.datasets.domain import APAGADO, Dataset, Exame, OrigemDoDataset
from core.bert.datasets.tables import AmostraDoDatasetRow, ArquivoDoDatasetRow, DatasetRow
from core.errors import RecordNotFoundError
from core.events import Estado
from core.infra.channel import AttemptReplacedError
from core.infra.db import SessionScope

_AT_WORK = [estado.value for estado in Estado if estado.is_at_work]
_COLUNAS, _EXAME = TypeAdapter(Colunas), TypeAdapter(Exame)
_AT_ONCE = 1_000
"""Samples of one statement."""


class DatasetRepository:
    def __init__(self, scope: SessionScope) -> None:
        self._scope = scope

    def add(self, dataset: Dataset, chave: str, *, colunas: Colunas | None = None, conteudo: bytes = b"") -> UUID:
        """Keep a new dataset to be examined; answers its id, or that of the one that has the same key already."""
        row, arquivo = DatasetRow, ArquivoDoDatasetRow
        values = {
            "id": dataset.id,
            "chave": chave,
            "nome": dataset.nome,
            "origem": dataset.origem.value,
            "referencia": dataset.referencia,
            "sha256": dataset.sha256,
            "size_bytes": dataset.size_bytes,
            "usuario_id": dataset.usuario_id,
            "autor": dataset.autor,
            "estado": dataset.estado.value,
            "pedidas": None if colunas is None else asdict(colunas),
            "created_at": dataset.criado_em,
        }
        with self._scope() as session:
            if conteudo:
                kept = upsert(arquivo).values(sha256=dataset.sha256, conteudo=conteudo)
                session.execute(kept.on_conflict_do_nothing())
            session.execute(upsert(row).values(values).on_conflict_do_nothing(index_elements=["chave"]))
            return session.execute(select(row.id).where(row.chave == chave)).scalar_one()

    def get(self, dataset_id: UUID) -> Dataset:
        """Raises RecordNotFoundError."""
        with self._scope() as session:
            return _to_dataset(_get_row(session, dataset_id))

    def list(self, *, is_arquivado: bool) -> tuple[Dataset, ...]:
        """Newest first."""
        row = DatasetRow
        statement = select(row).where(row.is_arquivado.is_(is_arquivado)).order_by(row.created_at.desc())
        with self._scope() as session:
            return tuple(map(_to_dataset, session.scalars(statement)))

    def list_em_exame(self) -> tuple[UUID, ...]:
        """Those that no worker examined to the end yet, oldest first."""
        row = DatasetRow
        statement = select(row.id).where(row.estado.in_(_AT_WORK)).order_by(row.created_at)
        with self._scope() as session:
            return tuple(session.scalars(statement))

    def reexamine(self, dataset_id: UUID, colunas: Colunas | None) -> bool:
        """Put a dataset on which no training stands back in the queue, with these columns. False for another one.

        An exam that is under way writes nothing any more.
        """
        row = DatasetRow
        values: dict[str, object] = {"estado": Estado.NA_FILA.value, "rodada": row.rodada + 1, "is_arquivado": False}
        values |= {"erro_codigo": "", "erro_mensagem": ""}
        if colunas is not None:
            values["pedidas"] = asdict(colunas)
        is_free = (row.id == dataset_id, row.is_usado.is_(False), ~row.chave.startswith(APAGADO))
        statement = update(row).where(*is_free).values(**values).returning(row.id)
        with self._scope() as session:
            return session.scalar(statement) is not None

    def begin_exame(self, dataset_id: UUID) -> tuple[Dataset, Colunas | None, int] | None:
        """Take the exam over: the dataset, the columns asked for, the number of this round. None when it ended."""
        row = DatasetRow
        is_open = (row.id == dataset_id, row.estado.in_(_AT_WORK))
        taken = update(row).where(*is_open).values(rodada=row.rodada + 1, estado=Estado.EM_ANDAMENTO.value)
        with self._scope() as session:
            if session.scalar(taken.returning(row.id)) is None:
                return None
            found = _get_row(session, dataset_id)
            pedidas = None if found.pedidas is None else _COLUNAS.validate_python(found.pedidas)
            return _to_dataset(found), pedidas, found.rodada

    def get_conteudo(self, sha256: str) -> bytes:
        """A spreadsheet as it was handed in. Raises RecordNotFoundError."""
        with self._scope() as session:
            row = session.get(ArquivoDoDatasetRow, sha256)
            if row is None:
                raise RecordNotFoundError("file of a dataset")
            return row.conteudo

    def end_exame(
        self,
        dataset_id: UUID,
        rodada: int,
        exame: Exame | None,
        *,
        tabela: tuple[Sequence[str], Sequence[Sequence[str]]],
        amostras: Sequence[Amostra],
    ) -> None:
        """Keep what was found, with every sample; without an ``exame`` a person must choose the columns.

        ``tabela``: header and first rows. Raises AttemptReplacedError when another exam began.
        """
        estado = Estado.AGUARDANDO_VOCE if exame is None else Estado.PRONTO
        kept = None if exame is None else _EXAME.dump_python(exame, mode="json")
        with self._scope() as session:
            row = _require_round(session, dataset_id, rodada)
            row.estado, row.exame = estado.value, kept
            if exame is not None and not row.sha256:
                row.sha256 = exame.sha256
            row.cabecalho, row.primeiras = list(tabela[0]), [list(line) for line in tabela[1]]
            session.execute(delete(AmostraDoDatasetRow).where(AmostraDoDatasetRow.dataset_id == dataset_id))
            for start in range(0, len(amostras), _AT_ONCE):
                part = amostras[start : start + _AT_ONCE]
                session.execute(insert(AmostraDoDatasetRow), [{"dataset_id": dataset_id, **asdict(a)} for a in part])

    def end_failed(self, dataset_id: UUID, rodada: int, code: str, message: str) -> None:
        """Raises AttemptReplacedError when another exam began."""
        with self._scope() as session:
            row = _require_round(session, dataset_id, rodada)
            row.estado, row.erro_codigo, row.erro_mensagem = Estado.COM_ERRO.value, code, message

    def save_arquivado(self, dataset_id: UUID, *, is_arquivado: bool) -> None:
        with self._scope() as session:
            _get_row(session, dataset_id).is_arquivado = is_arquivado

    def list_amostras(self, dataset_id: UUID) -> tuple[Amostra, ...]:
        """All samples in the order of their rows."""
        row = AmostraDoDatasetRow
        statement = select(row.linha, row.texto, row.rotulo, row.grupo, row.parte).where(row.dataset_id == dataset_id)
        with self._scope() as session:
            return tuple(Amostra(*found) for found in session.execute(statement.order_by(row.linha)))

    def find_amostras(self, dataset_id: UUID, linhas: Collection[int]) -> tuple[Amostra, ...]:
        """Those of these rows that there are, in their order."""
        row = AmostraDoDatasetRow
        statement = select(row.linha, row.texto, row.rotulo, row.grupo, row.parte).where(
            row.dataset_id == dataset_id, row.linha.in_(linhas)
        )
        with self._scope() as session:
            return tuple(Amostra(*found) for found in session.execute(statement.order_by(row.linha)))


def _get_row(session: Session, dataset_id: UUID) -> DatasetRow:
    row = session.get(DatasetRow, dataset_id, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(f"dataset {dataset_id}")
    return row


def _require_round(session: Session, dataset_id: UUID, rodada: int) -> DatasetRow:
    row = session.get(DatasetRow, dataset_id, with_for_update=True)
    if row is None or row.rodada != rodada or row.estado not in _AT_WORK:
        raise AttemptReplacedError(f"exam {rodada} of {dataset_id}")
    return row


def _to_dataset(row: DatasetRow) -> Dataset:
    return Dataset(
        id=row.id,
        nome=row.nome,
        origem=OrigemDoDataset(row.origem),
        referencia=row.referencia,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        usuario_id=row.usuario_id,
        autor=row.autor,
        estado=Estado(row.estado),
        criado_em=row.created_at,
        cabecalho=tuple(row.cabecalho),
        primeiras=tuple(tuple(line) for line in row.primeiras),
        exame=None if row.exame is None else _EXAME.validate_python(row.exame),
        erro_codigo=row.erro_codigo,
        erro_mensagem=row.erro_mensagem,
        is_usado=row.is_usado,
        is_arquivado=row.is_arquivado,
        is_apagado=row.chave.startswith(APAGADO),
    )
