"""Questions about a case: ask, look, stop, and what a worker does in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import structlog

from core.assistencia.domain import MAX_PERGUNTA, CasoConsultado, Pergunta
from core.assistencia.quadro import Quadro, find_quadro
from core.assistencia.repository import PerguntaRepository
from core.assistencia.respondente import Respondente
from core.errors import (
    ForbiddenChangeError,
    InvalidInputError,
    PortalError,
    ProcessoSigilosoError,
)
from core.events import Estado, Event, OperationEnded, OperationStarted
from core.infra.cancel import CancelSwitch
from core.infra.channel import AttemptReplacedError, Channel
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.infra.stopwatch import Stopwatches
from core.processos.autos.domain import Autos
from core.processos.autos.service import AutosService
from core.processos.numero_cnj import parse_numero_cnj
from core.settings import LimitsSettings
from core.usuarios.acesso import require_dono

_FUNCTION = "jobs.answer_pergunta.run"
_MAX_ATTEMPTS = 6
"""Attempts up to which work that raised an error is put back in the queue."""

_MAX_LISTADAS = 50
_VAZIA = "A pergunta está vazia e não foi enviada. Escreva o que deseja saber do processo."
_LONGA = f"A pergunta passa de {MAX_PERGUNTA} letras e não foi enviada. Escreva em menos palavras."
_NADA_LIDO = (
    "O portal ainda não leu nenhum documento deste processo, e a pergunta não foi enviada. "
    "Espere a leitura terminar ou peça a leitura dos documentos."
)
_OCUPADA = (
    "O portal ainda responde à sua pergunta anterior sobre este processo. "
    "Espere o fim ou use Parar; a nova pergunta não foi enviada."
)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Transporte:
    """What carries a question between page and worker."""

    queue: WorkQueue
    channel: Channel
    cancel: CancelSwitch
    stopwatches: Stopwatches
    rates: RateLimits


class AssistenciaService:
    """A question is its person's alone: another person's is answered as not found."""

    def __init__(
        self,
        repository: PerguntaRepository,
        autos: AutosService,
        respondente: Respondente,
        transporte: Transporte,
        limits: LimitsSettings,
    ) -> None:
        self._repository = repository
        self._autos = autos
        self._respondente = respondente
        self._transporte = transporte
        self._limits = limits

    # What a person does

    def ask(self, numero_cnj: str, usuario_id: int, texto: str) -> Pergunta:
        """Put a question in the queue; the same one asked twice is one.

        Only of cases of the court: files that a person handed in are nobody else's to be asked about. Raises
        InvalidInputError, ProcessoSigilosoError, RecordNotFoundError for a case that was never asked for,
        ForbiddenChangeError while another question is at work, RateLimitError, QueueUnavailableError.
        """
        plain = " ".join(texto.replace("\0", "").split())
        if not plain or len(plain) > MAX_PERGUNTA:
            raise InvalidInputError("pergunta empty or too long", user_message=_LONGA if plain else _VAZIA)
        numero_cnj = parse_numero_cnj(numero_cnj)
        autos = self._autos.get(numero_cnj)
        if autos.is_sigiloso:
            raise ProcessoSigilosoError("secret case")
        if not any(documento.is_lido for documento in autos.abertos):
            raise InvalidInputError("nothing was read", user_message=_NADA_LIDO)
        active = self._repository.find_ativa(numero_cnj, usuario_id)
        if active is None:
            self._transporte.rates.require(Action.AI, str(usuario_id))
            active = Pergunta(uuid4(), numero_cnj, usuario_id, plain, Estado.NA_FILA, 0, datetime.now(UTC))
            if self._repository.add(active):
                self._enqueue(active)
            else:
                active = self._repository.find_ativa(numero_cnj, usuario_id)
        if active is None or active.texto != plain:
            raise ForbiddenChangeError("another question is at work", user_message=_OCUPADA)
        return active

    def get_pergunta(self, pergunta_id: UUID, usuario_id: int) -> Pergunta:
        """The person's own question. Raises RecordNotFoundError."""
        pergunta = self._repository.get(pergunta_id)
        require_dono(pergunta.usuario_id, usuario_id, "pergunta", pergunta_id)
        return pergunta

    def list_perguntas(self, numero_cnj: str, usuario_id: int) -> tuple[Pergunta, ...]:
        """The person's own questions about the case, newest first."""
        return self._repository.list_perguntas(numero_cnj, usuario_id, _MAX_LISTADAS)

    def list_recentes(self, usuario_id: int, limit: int) -> tuple[Pergunta, ...]:
        """The person's own questions about any case, newest first."""
        return self._repository.list_recentes(usuario_id, limit)

    def list_casos(self, usuario_id: int, limit: int = 20) -> tuple[CasoConsultado, ...]:
        """The cases that the person asked about, the last one first."""
        return self._repository.list_casos(usuario_id, limit)

    def find_quadro(self, autos: Autos) -> Quadro:
        """Free justice by party and experts' fees, by what was read of the case so far; reads many pages."""
        return find_quadro(self._autos, autos)

    def stop(self, pergunta_id: UUID, usuario_id: int) -> None:
        """End a question that is at work; one that no worker has ends here. Raises QueueUnavailableError."""
        active = self.get_pergunta(pergunta_id, usuario_id)
        if not active.estado.is_at_work:
            return
        self._transporte.cancel.request(active.id)
        if active.estado is Estado.NA_FILA:
            started = self._repository.begin_attempt(active.id)
            if started is not None:
                self._tell(started, self.end_cancelled(started))
                self._transporte.queue.forget(_key(active.id))

    # What a worker does

    def begin_attempt(self, pergunta_id: UUID) -> Pergunta | None:
        """Take over the work; None when it already ended."""
        return self._repository.begin_attempt(pergunta_id)

    def answer(self, pergunta: Pergunta) -> Iterator[Event]:
        """The answer as it is proven; ends with OperationEnded. Safe to run again: only one attempt is kept."""
        yield OperationStarted(pergunta.attempt, datetime.now(UTC).isoformat())
        resposta = yield from self._respondente.answer(pergunta)
        self._repository.finish(pergunta, Estado.PRONTO, resposta=resposta)
        yield OperationEnded(Estado.PRONTO)

    def end_failed(self, pergunta: Pergunta, error: PortalError) -> OperationEnded:
        """The sentence that says why there is no answer."""
        self._repository.finish(pergunta, Estado.COM_ERRO, erro=(error.code, error.user_message))
        return OperationEnded(Estado.COM_ERRO, error.code, error.user_message)

    def end_cancelled(self, pergunta: Pergunta) -> OperationEnded:
        self._repository.finish(pergunta, Estado.CANCELADO)
        return OperationEnded(Estado.CANCELADO)

    def repeat_end(self, pergunta_id: UUID) -> None:
        """Tell the end again of a question whose worker died between keeping and telling it."""
        pergunta = self._repository.get(pergunta_id)
        events = self._transporte.channel.replay_events(pergunta_id)
        if not pergunta.estado.is_at_work and events and not isinstance(events[-1], OperationEnded):
            self._tell(pergunta, OperationEnded(pergunta.estado, pergunta.erro_codigo, pergunta.erro_mensagem))

    def requeue_lost(self) -> int:
        """Queue every open question that the queue does not know. Answers how many were queued."""
        queued = 0
        for pergunta in self._repository.list_ativas():
            if not self._has_failed_for_good(pergunta) and self._enqueue(pergunta):
                _log.warning("pergunta_queued_again", pergunta_id=str(pergunta.id))
                queued += 1
        return queued

    def end_lost(self, work: Work) -> bool:
        """End the question of work that failed for good; False when it will be tried again by itself."""
        pergunta = self._repository.get(UUID(str(work.args[0])))
        if not pergunta.estado.is_at_work:
            return True
        if not self._has_failed_for_good(pergunta):
            return False
        started = self._repository.begin_attempt(pergunta.id)
        if started is not None:
            self._tell(started, self.end_failed(started, PortalError("failed too often")))
        return True

    def reopen_lost(self, work: Work) -> None:
        """Try a question that died again, unless its person asked for something else meanwhile."""
        pergunta = self._repository.get(UUID(str(work.args[0])))
        if self._repository.reopen(pergunta.id):
            self._transporte.cancel.clear(pergunta.id)
            self._transporte.stopwatches.reset(pergunta.id)
            self._transporte.queue.forget(_key(pergunta.id))
            self._enqueue(pergunta)

    def _has_failed_for_good(self, pergunta: Pergunta) -> bool:
        queue, key = self._transporte.queue, _key(pergunta.id)
        return queue.has_failed(key) and not (pergunta.attempt <= _MAX_ATTEMPTS and queue.has_raised(key))

    def _tell(self, pergunta: Pergunta, ended: OperationEnded) -> None:
        try:
            self._transporte.channel.open(pergunta.id, pergunta.attempt).publish(ended)
        except AttemptReplacedError:
            return

    def _enqueue(self, pergunta: Pergunta) -> bool:
        timeout_s = int(self._limits.ajuste_s + 2 * self._limits.queue_timeout_s)
        work = Work(_FUNCTION, _key(pergunta.id), (str(pergunta.id),), timeout_s, str(pergunta.usuario_id))
        return self._transporte.queue.enqueue(QueueName.CONVERSA, work)


def _key(pergunta_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"pergunta-{pergunta_id}"
