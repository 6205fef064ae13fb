"""A lot from its first document to its last: read ahead, ask many at once, keep each answer as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

import structlog

from core.classificador.domain import Consumido, EstadoDoLote, Lote
from core.classificador.repository import LoteRepository
from core.classificador.roteamento import Destino
from core.classificador.service import build_key, choose_fila, is_key_of_lote
from core.classificador.trabalho.classificador import OPERATION, Resultado
from core.classificador.trabalho.fontes import AbridorDeFontes
from core.classificador.trabalho.leitura import LeitorDeItens, Leitura
from core.classificador.trabalho.rodada import OF_SERVICES, Rodada
from core.classificador.trabalho.vez import VEZ_DE_ENSAIO_S, VEZ_S, Vez
from core.errors import OperationCancelledError, PortalError
from core.infra.queue import QueueName, WorkQueue
from core.infra.slots import Caller, Slots
from core.infra.tracing import in_trace
from core.prompts.domain import Prompt
from core.prompts.service import PromptService
from core.settings import LimitsSettings

RESOURCE = "classificacao"
_BATCH = 24
_AHEAD = 5
"""Documents that wait, read, for the next thread that is free."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Permissoes:
    """How many documents may be asked at once over all lots, and on whose behalf."""

    slots: Slots
    limits: LimitsSettings
    get_caller: Callable[[], Caller]


class ClassificadorDeItens(Protocol):
    """Who answers: Gemini, or a model trained here."""

    def classify(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> Resultado:
        """Raises the errors of services that gave no answer."""
        ...


@dataclass(frozen=True)
class Partes:
    """What the work is done with; ``fila`` is where that of this ``classificador`` waits."""

    fontes: AbridorDeFontes
    leitor: LeitorDeItens
    classificador: ClassificadorDeItens
    fila: QueueName = QueueName.LOTES


class TrabalhoService:
    """What the worker of a lot does. Threads ask; the main thread reads ahead of them and decides when to end."""

    def __init__(
        self,
        repository: LoteRepository,
        prompts: PromptService,
        partes: Partes,
        queue: WorkQueue,
        permissoes: Permissoes,
    ) -> None:
        self._repository = repository
        self._prompts = prompts
        self._partes = partes
        self._queue = queue
        self._permissoes = permissoes

    @property
    def _fila(self) -> QueueName:
        return self._partes.fila

    def begin(self, lote_id: UUID) -> Lote | None:
        """Take the lot; None when there is nothing to do in it here and now."""
        lote = self._repository.begin_attempt(lote_id)
        return lote if lote is not None and choose_fila(lote) is self._fila else None

    def is_stopping(self, lote_id: UUID) -> bool:
        """True once the lot was cancelled: nothing on its way is waited for."""
        return self._queue.is_stopping(build_key(lote_id))

    def work(self, lote: Lote, on_progress: Callable[[], None]) -> EstadoDoLote | None:
        """The lot's end, or None when it was paused or cancelled, or lets the lots of others pass.

        ``on_progress`` is called as the work goes on; a lot that is not at its end is queued again by the schedule.

        Raises AttemptReplacedError when another worker took over, OperationCancelledError when it is interrupted.
        """
        erro = ("", "")
        awaited: dict[float, Callable[[], bool]] = {VEZ_S: partial(self._has_others, lote)}
        vez = Vez(partial(self._repository.is_going_on, lote), awaited | {VEZ_DE_ENSAIO_S: self._has_ensaios})
        try:
            while vez.is_going_on() and self._partes.fontes.open_next(lote):
                on_progress()
            self._ask_all(lote, vez, on_progress)
        except OperationCancelledError:
            raise
        except PortalError as error:
            _log.warning("lote_cannot_go_on", lote_id=str(lote.id), code=error.code, detail=error.detail)
            erro = (error.code, error.user_message)
        finally:
            self._repository.give_back(lote)
        return self._repository.finish(lote, erro)

    def _has_others(self, lote: Lote) -> bool:
        """Whether a lot of another person waits for a worker."""
        waiting = self._queue.find_alive(self._queue.list_waiting(self._fila))
        return any(work.person != str(lote.usuario_id) for work in waiting.values())

    def _has_ensaios(self) -> bool:
        """Whether anybody, also who made the lot, waits for a text that was asked of a model trained here."""
        return any(not is_key_of_lote(key) for key in self._queue.list_waiting(self._fila))

    def _ask_all(self, lote: Lote, vez: Vez, on_progress: Callable[[], None]) -> None:
        """Until no document is open, or the lot does not go on. Raises what keeps all of them from being asked."""
        prompt = self._prompts.get_prompt(lote.pedido.prompt_slug, lote.pedido.prompt_versao)
        limit = self._permissoes.limits.classificacao
        pool = ThreadPoolExecutor(limit, thread_name_prefix="lote")
        rodada = Rodada(vez.is_going_on, on_progress, room=limit + _AHEAD)
        try:
            for leitura in self._iterate(lote, rodada):
                if rodada.wait_for_room():
                    rodada.add(pool.submit(in_trace(self._ask), lote, prompt, leitura))
            pool.shutdown(wait=False, cancel_futures=not rodada.is_going_on())
            rodada.wait_for_all()
        except OF_SERVICES:
            pool.shutdown(wait=True, cancel_futures=True)  # answers on their way are paid for
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _iterate(self, lote: Lote, rodada: Rodada) -> Iterator[Leitura]:
        """The documents that are still open, as they are read, while the lot goes on."""
        repository, is_local = self._repository, self._fila is QueueName.INFERENCIA
        while rodada.is_going_on() and (itens := repository.take_itens(lote, _BATCH, is_local=is_local)):
            self._partes.leitor.read_ahead(lote, repository.list_ahead(lote, 2 * _BATCH, is_local=is_local))
            for leitura in self._partes.leitor.read(lote, itens):
                if not rodada.is_going_on():
                    return
                yield leitura

    def _ask(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> None:
        """Ask about one document and keep what came of it. Raises the error of a service that gave no answer."""
        began = time.monotonic()
        try:
            resultado = self._classify(lote, prompt, leitura)
        except OperationCancelledError:
            raise
        except PortalError as error:
            consumido = Consumido(segundos=time.monotonic() - began)
            self._repository.save_erro(lote, leitura.item.id, (error.code, error.user_message), consumido)
            if isinstance(error, OF_SERVICES):
                raise
            return
        self._save(lote, leitura.item.id, resultado)

    def _save(self, lote: Lote, item_id: int, resultado: Resultado) -> None:
        """Keep the answer, or why there is none; one that is not sure enough for the lot's route goes on to Gemini."""
        rota, certeza, consumido = lote.pedido.rota, resultado.certeza, resultado.consumido
        if resultado.resposta is None:
            self._repository.save_erro(lote, item_id, resultado.erro, consumido)
        elif rota is not None and certeza is not None and rota.choose_destino(certeza) is Destino.GEMINI:
            self._repository.pass_on(lote, item_id, certeza, consumido)
        else:
            self._repository.save_resposta(lote, item_id, resultado.resposta, consumido, certeza)

    def _classify(self, lote: Lote, prompt: Prompt, leitura: Leitura) -> Resultado:
        if leitura.erro[0]:
            return Resultado(None, Consumido(), leitura.erro)
        if self._fila is QueueName.INFERENCIA:  # nothing of it goes to Gemini, whose permits these are
            return self._partes.classificador.classify(lote, prompt, leitura)
        permissoes = self._permissoes
        timeout_s = permissoes.limits.queue_timeout_s
        with permissoes.slots.hold(RESOURCE, permissoes.get_caller(), timeout_s=timeout_s, kind=OPERATION):
            return self._partes.classificador.classify(lote, prompt, leitura)
