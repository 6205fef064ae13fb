"""Datasets from the file or the corrections to samples that a training can stand on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np
import structlog

from core.bert.dados.colunas import Tabela
from core.bert.dados.domain import Amostra, Colunas
from core.bert.dados.qualidade import clean_amostras, report_dataset
from core.bert.datasets.domain import (
    MAX_NOME,
    PERCENTIS,
    Dataset,
    Exame,
    OrigemDisponivel,
    OrigemDoDataset,
    Origens,
    hash_amostras,
)
from core.bert.datasets.planilha import Lido, read_isolated
from core.bert.datasets.repository import DatasetRepository
from core.errors import ArquivoRecusadoError, ForbiddenChangeError, InvalidInputError, PortalError
from core.events import Estado
from core.infra.isolated import Limits
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.spreadsheet import SheetLimits, require_plausible
from core.settings import BertSettings
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.examine_dataset.run"
_PRIMEIRAS = 20
_MAX_ROTULO = 200
_EM_USO = "Um treino já usa este conjunto, e ele não muda mais. O portal não mudou nada; recarregue a página."
_APAGADO = (
    "Os textos deste conjunto foram apagados, e ele não serve mais para treinar. Os modelos já treinados ficam. "
    "Envie a planilha de novo para treinar com ela."
)

_log = structlog.get_logger()


class DatasetService:
    def __init__(
        self, repository: DatasetRepository, queue: WorkQueue, origens: Origens, settings: BertSettings
    ) -> None:
        self._repository = repository
        self._queue = queue
        self._origens = origens
        self._limits = SheetLimits(settings.max_planilha_bytes, settings.max_aberto_bytes, settings.max_linhas)
        self._child = Limits(settings.exame_bytes, settings.exame_s, settings.exame_s)

    def upload(self, nome: str, conteudo: bytes, usuario: Usuario) -> Dataset:
        """Keep a spreadsheet and have it examined; the same content is the same dataset, whoever sends it.

        Raises ArquivoRecusadoError for what is no spreadsheet at first sight; the rest is found out by the exam.
        """
        require_plausible(nome, conteudo, self._limits)
        sha256 = hashlib.sha256(conteudo).hexdigest()
        dataset = self._build(OrigemDoDataset.PLANILHA, "", nome, usuario)
        dataset = replace(dataset, sha256=sha256, size_bytes=len(conteudo))
        return self._keep(dataset, f"arquivo:{sha256}", conteudo)

    def create_from(self, origem: OrigemDisponivel, usuario: Usuario) -> Dataset:
        """A dataset of a golden set or a corrected lot; of a lot without a correction since it is the same one.

        The texts are read by the exam, in a worker.
        """
        is_lote = origem.origem is OrigemDoDataset.LOTE
        mark = f":{self._origens.mark_lote(origem.referencia)}" if is_lote else ""
        dataset = self._build(origem.origem, origem.referencia, origem.nome, usuario)
        return self._keep(dataset, f"{origem.origem}:{origem.referencia}{mark}")

    def choose_colunas(self, dataset_id: UUID, colunas: Colunas, usuario: Usuario) -> Dataset:
        """Read the spreadsheet anew with these columns: as another dataset once a training stands on this one.

        Raises ForbiddenChangeError for one whose texts went away.
        """
        dataset = self._require_kept(dataset_id)
        places = [colunas.texto, colunas.rotulo, *(one for one in (colunas.grupo, colunas.parte) if one is not None)]
        if len(set(places)) < len(places) or not all(0 <= place < len(dataset.cabecalho) for place in places):
            text = "Texto, rótulo, processo e divisão precisam ser colunas diferentes da planilha. Escolha de novo."
            raise InvalidInputError("columns", user_message=text)
        if self._repository.reexamine(dataset_id, colunas):
            return self._queued(dataset_id)
        other = self._build(dataset.origem, dataset.referencia, dataset.nome, usuario)
        other = replace(other, sha256=dataset.sha256, size_bytes=dataset.size_bytes)
        columns = "-".join("x" if place is None else str(place) for place in astuple(colunas))
        return self._keep(other, f"arquivo:{dataset.sha256}:{columns}", colunas=colunas)

    def retry(self, dataset_id: UUID) -> Dataset:
        """Examine again what failed. Raises ForbiddenChangeError."""
        self._require_kept(dataset_id)
        if not self._repository.reexamine(dataset_id, None):
            raise ForbiddenChangeError("dataset in use", user_message=_EM_USO)
        return self._queued(dataset_id)

    def get(self, dataset_id: UUID) -> Dataset:
        """Raises RecordNotFoundError."""
        return self._repository.get(dataset_id)

    def list(self, *, is_arquivado: bool = False) -> tuple[Dataset, ...]:
        """Newest first."""
        return self._repository.list(is_arquivado=is_arquivado)

    def list_disponiveis(self) -> Sequence[OrigemDisponivel]:
        """Golden sets and corrected lots that a dataset can be made of."""
        return self._origens.list_disponiveis()

    def archive(self, dataset_id: UUID, *, is_arquivado: bool = True) -> Dataset:
        """Put it out of the list, or back. Raises ForbiddenChangeError for one whose texts went away."""
        if not is_arquivado:
            self._require_kept(dataset_id)
        self._repository.save_arquivado(dataset_id, is_arquivado=is_arquivado)
        return self._repository.get(dataset_id)

    def find_amostras(self, dataset_id: UUID, linhas: Iterable[int]) -> tuple[Amostra, ...]:
        """The samples of these rows."""
        return self._repository.find_amostras(dataset_id, list(linhas))

    def examine(self, dataset_id: UUID) -> None:
        """What the worker does: read, judge, keep every sample. What cannot be read ends with its reason."""
        begun = self._repository.begin_exame(dataset_id)
        if begun is None:
            return
        dataset, pedidas, rodada = begun
        try:
            lido = self._read(dataset, pedidas)
            exame = None if lido.colunas is None else build_exame(lido.amostras, lido.colunas)
        except PortalError as error:
            self._repository.end_failed(dataset_id, rodada, error.code, error.user_message)
            return
        primeiras = [row.cells for row in lido.tabela.linhas[:_PRIMEIRAS]]
        tabela = (lido.tabela.cabecalho, primeiras)
        self._repository.end_exame(dataset_id, rodada, exame, tabela=tabela, amostras=lido.amostras)

    def requeue_lost(self) -> int:
        """Queue every exam that the queue does not know. Answers how many were queued."""
        return sum(map(self._enqueue, self._repository.list_em_exame()))

    def _read(self, dataset: Dataset, pedidas: Colunas | None) -> Lido:
        if dataset.origem is not OrigemDoDataset.PLANILHA:
            amostras = self._read_origem(dataset.origem, dataset.referencia)
            return Lido(Tabela((), (), None), Colunas(0, 1, 2), tuple(map(_fit, amostras)))
        conteudo = self._repository.get_conteudo(dataset.sha256)
        lido = read_isolated(dataset.nome, conteudo, pedidas, (self._limits, self._child))
        return replace(lido, amostras=tuple(map(_fit, lido.amostras)))

    def _read_origem(self, origem: OrigemDoDataset, referencia: str) -> tuple[Amostra, ...]:
        is_lote = origem is OrigemDoDataset.LOTE
        return tuple((self._origens.read_lote if is_lote else self._origens.read_gabarito)(referencia))

    def _build(self, origem: OrigemDoDataset, referencia: str, nome: str, usuario: Usuario) -> Dataset:
        nome = " ".join(nome.split())[:MAX_NOME]
        if not nome:
            raise ArquivoRecusadoError("no name", user_message="O arquivo está sem nome. Dê um nome a ele e envie.")
        return Dataset(
            id=uuid4(),
            nome=nome,
            origem=origem,
            referencia=referencia,
            sha256="",
            size_bytes=0,
            usuario_id=usuario.id,
            autor=usuario.nome,
            estado=Estado.NA_FILA,
            criado_em=datetime.now(UTC),
        )

    def _require_kept(self, dataset_id: UUID) -> Dataset:
        dataset = self._repository.get(dataset_id)
        if dataset.is_apagado:
            raise ForbiddenChangeError("texts deleted", user_message=_APAGADO)
        return dataset

    def _keep(self, dataset: Dataset, chave: str, conteudo: bytes = b"", colunas: Colunas | None = None) -> Dataset:
        kept = self._repository.add(dataset, chave, conteudo=conteudo, colunas=colunas)
        found = self._repository.get(kept)
        if kept != dataset.id and found.is_arquivado:
            return self.archive(kept, is_arquivado=False)
        return self._queued(kept) if found.estado.is_at_work else found

    def _queued(self, dataset_id: UUID) -> Dataset:
        self._enqueue(dataset_id)
        return self._repository.get(dataset_id)

    def _enqueue(self, dataset_id: UUID) -> bool:
        work = Work(_FUNCTION, f"dataset-{dataset_id}", (str(dataset_id),), 600)
        return self._queue.enqueue(QueueName.ROTINAS, work)


def build_exame(amostras: Sequence[Amostra], colunas: Colunas) -> Exame:
    """What is known of samples before anything is trained on them."""
    usable = clean_amostras(amostras)
    words = [len(amostra.texto.split()) for amostra in usable] or [0]
    percentiles = tuple(int(value) for value in np.percentile(words, PERCENTIS))
    return Exame(colunas, report_dataset(amostras), percentiles, hash_amostras(usable))


def _fit(amostra: Amostra) -> Amostra:
    return replace(amostra, rotulo=amostra.rotulo[:_MAX_ROTULO], grupo=amostra.grupo[:_MAX_ROTULO])
