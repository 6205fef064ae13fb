"""Trainings from the request to the card: one at a time, followed live, stopped, taken up again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import structlog

from core.bert.dados.qualidade import clean_amostras
from core.bert.datasets.domain import hash_amostras
from core.bert.datasets.repository import DatasetRepository
from core.bert.domain import (
    BASES_DO_HUB,
    PASTA_DO_MODELO,
    REVISAO_DA_BASE,
    Configuracao,
    EventoDoTreino,
    ModoLongo,
    PassoMedido,
    PlanoDeTreino,
    ResultadoDoTreino,
)
from core.bert.modelos.domain import NovoModelo
from core.bert.modelos.service import find_pasta
from core.bert.pastas import delete_folders
from core.bert.treinamentos.domain import (
    MAX_EPOCAS,
    MAX_JANELAS,
    MAX_NOME,
    PECAS_POR_PALAVRA,
    LugarDoTreino,
    PedidoDeTreino,
    PrevisaoDoTreino,
    Treinamento,
)
from core.bert.treinamentos.repository import TreinamentoRepository
from core.bert.versao import read_versao_do_codigo
from core.errors import DiscoCheioError, ForbiddenChangeError, InvalidInputError, PortalError
from core.events import Estado
from core.infra.forecast import Outline, forecast_start_s
from core.infra.queue import QueueName, Work, WorkQueue
from core.settings import BertSettings
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.train_bert.run"
_MAX_ATTEMPTS = 20
_SAVED_S = 1.0
_NOT_READY = "O conjunto ainda não serve para treinar. Leia o relatório dele, corrija a planilha e peça de novo."
_OUTROS_TEXTOS = (
    "Os textos do conjunto não são mais os do pedido: foram lidos de novo ou apagados. "
    "O portal não treinou; crie outro treino com um conjunto que está pronto."
)
_MUDOU = "O treino não está mais neste estado, talvez por outra aba. O portal já mostra como ele está."

_log = structlog.get_logger()


class TreinamentoService:
    def __init__(
        self, repository: TreinamentoRepository, datasets: DatasetRepository, queue: WorkQueue, settings: BertSettings
    ) -> None:
        self._repository = repository
        self._datasets = datasets
        self._queue = queue
        self._settings = settings

    def list_bases(self) -> tuple[str, ...]:
        """What a training may begin from besides the built-in base: folders of this office, then those of the hub."""
        folder = self._settings.bases
        found = folder.iterdir() if folder.is_dir() else ()
        locais = sorted(path.name for path in found if (path / "config.json").is_file())
        return (*locais, *(BASES_DO_HUB if self._settings.usa_hub else ()))

    def request(self, pedido: PedidoDeTreino, usuario: Usuario) -> Treinamento:
        """Queue a run; who asks for the same twice gets the same. Raises InvalidInputError, ForbiddenChangeError."""
        dataset = self._datasets.get(pedido.dataset_id)
        if not dataset.is_treinavel or dataset.exame is None:
            raise ForbiddenChangeError("dataset not ready", user_message=_NOT_READY)
        _check(pedido.configuracao)
        treinamento = Treinamento(
            id=uuid4(),
            dataset_id=dataset.id,
            dataset_nome=dataset.nome,
            dados_sha256=dataset.exame.sha256,
            usuario_id=usuario.id,
            autor=usuario.nome,
            nome=" ".join(pedido.nome.split())[:MAX_NOME] or dataset.nome,
            configuracao=pedido.configuracao,
            preset=pedido.preset,
            estado=Estado.NA_FILA,
            attempt=0,
            criado_em=datetime.now(UTC),
        )
        return self._queued(self._repository.add(treinamento))

    def get(self, treinamento_id: UUID) -> Treinamento:
        """Raises RecordNotFoundError."""
        return self._repository.get(treinamento_id)

    def list(self) -> tuple[Treinamento, ...]:
        """The newest ones, newest first, without log and curve."""
        return self._repository.list()

    def find_lugar(self, treinamento: Treinamento) -> LugarDoTreino | None:
        """Its place among those that wait, and when it may start; None when it does not wait."""
        return self.find_lugares([treinamento]).get(treinamento.id)

    def find_lugares(self, treinamentos: Collection[Treinamento]) -> Mapping[UUID, LugarDoTreino]:
        """The places of those of them that wait. What runs and what ran before is asked once for all."""
        places = {key: place for place, key in enumerate(self._queue.list_waiting(QueueName.BERT), start=1)}
        waiting = [one for one in treinamentos if build_key(one.id) in places]
        if not waiting:
            return {}
        now, running = datetime.now(UTC), self._repository.list_em_andamento()
        held = tuple(("", (now - one.iniciado_em).total_seconds()) for one in running if one.iniciado_em)
        left = running[0].andamento.restante_s if len(running) == 1 else None
        past = {base: self._repository.list_duracoes(base) for base in {one.configuracao.base for one in waiting}}
        found = {}
        for one in waiting:
            place = places[build_key(one.id)]
            espera_s = forecast_start_s(Outline(held, {}, past[one.configuracao.base]), place, 1)
            if place == 1 and left is not None:  # the run itself knows better than those before
                espera_s = left
            found[one.id] = LugarDoTreino(place, espera_s)
        return found

    def preview(self, dataset_id: UUID, configuracao: Configuracao) -> PrevisaoDoTreino:
        """What can be said before the run: the share of texts that the window cuts, and how long it may take."""
        room = configuracao.max_pecas
        if configuracao.modo_longo is ModoLongo.JANELAS:
            room *= configuracao.max_janelas
        cut = self._datasets.get(dataset_id).share_above(int(room / PECAS_POR_PALAVRA))
        past = self._repository.list_duracoes(configuracao.base, limit=5)
        return PrevisaoDoTreino(cut, sum(past) / len(past) if past else None)

    def cancel(self, treinamento_id: UUID) -> Treinamento:
        """End it; what it kept stays, and it can go on later. Raises ForbiddenChangeError when it had ended."""
        if not self._repository.cancel(treinamento_id):
            raise ForbiddenChangeError("training ended", user_message=_MUDOU)
        self._queue.stop(QueueName.BERT, build_key(treinamento_id))
        return self._repository.get(treinamento_id)

    def resume(self, treinamento_id: UUID) -> Treinamento:
        """Go on from its last checkpoint. Raises ForbiddenChangeError for one that did not end early."""
        if not self._repository.reopen(treinamento_id):
            raise ForbiddenChangeError("training not resumable", user_message=_MUDOU)
        return self._queued(treinamento_id)

    def is_stopping(self, treinamento_id: UUID) -> bool:
        return self._queue.is_stopping(build_key(treinamento_id))

    def begin_attempt(self, treinamento_id: UUID) -> Treinamento | None:
        """Take the run over; None when it has ended."""
        return self._repository.begin_attempt(treinamento_id)

    def build_plano(self, treinamento: Treinamento) -> tuple[PlanoDeTreino, Path]:
        """What is to be trained, and the folder of its checkpoints. Raises ForbiddenChangeError for other samples."""
        amostras = self._datasets.list_amostras(treinamento.dataset_id)
        if hash_amostras(clean_amostras(amostras)) != treinamento.dados_sha256:
            raise ForbiddenChangeError("samples changed", user_message=_OUTROS_TEXTOS)
        settings = self._settings
        pasta = settings.pasta / "treinos" / str(treinamento.id)
        revisao = pasta / REVISAO_DA_BASE
        plano = PlanoDeTreino(
            amostras,
            treinamento.configuracao,
            bases=settings.bases,
            hub=settings.pasta / "hub" if settings.usa_hub else None,
            checkpoint_s=settings.checkpoint_s,
            threads=settings.threads,
            revisao=revisao.read_text(encoding="utf-8") if revisao.is_file() else "",
        )
        return plano, pasta

    def build_relator(self, treinamento: Treinamento) -> Relator:
        """Keeps what the run says."""
        return Relator(self._repository, treinamento)

    def end_ready(self, treinamento: Treinamento, relator: Relator, resultado: ResultadoDoTreino) -> None:
        """Put the model's files in the registry and end the run. Raises DiscoCheioError, AttemptReplacedError."""
        folder = self._settings.pasta / "treinos" / str(treinamento.id)
        target = find_pasta(self._settings.pasta, treinamento.id)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            (folder / PASTA_DO_MODELO).rename(target)
        except OSError as error:
            raise DiscoCheioError("model not moved") from error
        novo = NovoModelo(
            treinamento.id,
            treinamento.nome,
            treinamento.dataset_id,
            treinamento.dataset_nome,
            treinamento.autor,
            treinamento.configuracao,
            resultado,
        )
        self._repository.end_ready(treinamento, relator.andamento, novo, read_versao_do_codigo())
        shutil.rmtree(folder, ignore_errors=True)

    def end_failed(self, treinamento: Treinamento, relator: Relator, error: PortalError) -> None:
        """Raises AttemptReplacedError."""
        self._repository.end_failed(treinamento, relator.andamento, error.code, error.user_message)

    def requeue_lost(self) -> int:
        """Queue every open run that the queue does not know. Answers how many were queued."""
        queued = 0
        for treinamento_id in self._repository.list_ativos():
            if not self._has_failed_for_good(treinamento_id) and self._enqueue(self._repository.get(treinamento_id)):
                _log.warning("treinamento_queued_again", treinamento_id=str(treinamento_id))
                queued += 1
        return queued

    def delete_old(self) -> int:
        """Forget what runs kept that ended without a model long ago; taken up again they begin anew."""
        before = datetime.now(UTC) - timedelta(days=self._settings.guarda_dias)
        return delete_folders(self._settings.pasta / "treinos", self._repository.list_guardados(before), before)

    def end_lost(self, work: Work) -> bool:
        """End the run of work that failed for good; False when it will be tried again by itself."""
        treinamento = self._repository.get(UUID(str(work.args[0])))
        if not treinamento.estado.is_at_work:
            return True
        if not self._has_failed_for_good(treinamento.id):
            return False
        self._repository.end_lost(treinamento.id, PortalError.code, PortalError.text)
        return True

    def reopen_lost(self, work: Work) -> None:
        """Put a run that died back in the queue; it goes on from its last checkpoint."""
        treinamento_id = UUID(str(work.args[0]))
        if self._repository.reopen(treinamento_id):
            self._queue.forget(build_key(treinamento_id))
            self._enqueue(self._repository.get(treinamento_id))

    def _queued(self, treinamento_id: UUID) -> Treinamento:
        treinamento = self._repository.get(treinamento_id)
        self._enqueue(treinamento)
        return treinamento

    def _enqueue(self, treinamento: Treinamento) -> bool:
        key, timeout_s = build_key(treinamento.id), int(self._settings.treino_h * 3600)
        work = Work(_FUNCTION, key, (str(treinamento.id),), timeout_s, str(treinamento.usuario_id))
        return self._queue.enqueue(QueueName.BERT, work)

    def _has_failed_for_good(self, treinamento_id: UUID) -> bool:
        key = build_key(treinamento_id)
        if not self._queue.has_failed(key):
            return False
        return self._repository.get(treinamento_id).attempt > _MAX_ATTEMPTS or not self._queue.has_raised(key)


@dataclass
class Relator:
    """What a run has said so far, written about once a second; steps in between are kept in memory."""

    repository: TreinamentoRepository
    treinamento: Treinamento
    on_event: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.andamento = self.treinamento.andamento
        self._saved_at = float("-inf")

    def report(self, evento: EventoDoTreino) -> None:
        """Raises AttemptReplacedError when another attempt began, or the run was ended meanwhile."""
        self.on_event()
        self.andamento = self.andamento.note(evento, datetime.now(UTC))
        is_step = isinstance(evento, PassoMedido)
        if is_step and time.monotonic() - self._saved_at < _SAVED_S:
            return
        self.repository.save_andamento(self.treinamento, self.andamento)
        self._saved_at = time.monotonic()


def build_key(treinamento_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"treino-{treinamento_id}"


def _check(configuracao: Configuracao) -> None:
    bounds = (
        ("As épocas", configuracao.epocas, 1, MAX_EPOCAS),
        ("A paciência", configuracao.paciencia, 1, MAX_EPOCAS),
        ("Os textos por vez", configuracao.lote, 1, 256),
        ("A janela", configuracao.max_pecas, 16, 512),
        ("As janelas por texto", configuracao.max_janelas, 1, MAX_JANELAS),
    )
    for name, value, least, most in bounds:
        if not least <= value <= most:
            text = f"{name} precisam ficar entre {least} e {most}. O portal não criou o treino; corrija e peça de novo."
            raise InvalidInputError(name, user_message=text)
    if configuracao.taxa is not None and not 0 < configuracao.taxa < 1:
        text = "A taxa de aprendizado precisa ficar entre 0 e 1. O portal não criou o treino; corrija e peça de novo."
        raise InvalidInputError("rate", user_message=text)
