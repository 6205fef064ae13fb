"""The generator's use cases: ask for a geração, run it, follow it, stop it, take it up again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from core.errors import ForbiddenChangeError, LimitReachedError, PortalError
from core.events import (
    Agente,
    AgenteStarted,
    Estado,
    Event,
    OperationEnded,
    OperationStarted,
    TextAppended,
    TipoDetected,
)
from core.infra.channel import AttemptReplacedError
from core.infra.queue import QueueName, Work
from core.infra.rate import EVERYBODY, Action
from core.pecas.agentes import Agentes
from core.pecas.andamento import Andamento, EstadoDoAgente, fold_events
from core.pecas.domain import (
    Coleta,
    DocumentoDaGeracao,
    Fato,
    Geracao,
    ItemDoHistorico,
    ModoDeGeracao,
    ModuloDecidido,
    ModuloEscolhido,
    Peca,
    PedidoDeGeracao,
    TipoDePeca,
    VersaoDaPeca,
)
from core.pecas.fila import build_key
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import AT_WORK, REABRIVEIS, GeracaoRepository
from core.pecas.transporte import Transporte
from core.processos.chave import is_envio
from core.processos.numero_cnj import parse_numero_cnj
from core.settings import LimitsSettings
from core.usuarios.acesso import require_dono

AUTOR_DA_GERACAO = "Portal"
"""Who a generated version is signed by until a person edits it."""

_DEMOROU = (
    "A fila do gerador não andou em {minutos} minutos e o pedido saiu dela. "
    "O que já foi feito está guardado; tente de novo para voltar ao fim da fila."
)
_WAITS = 4
"""Full waits for a turn that a job may add to its running time before RQ ends it, whatever it is doing."""

_MAX_ATTEMPTS = 6
"""Attempts up to which work that raised an error is put back in the queue."""

_log = structlog.get_logger()


class PecaService:
    def __init__(
        self,
        repository: GeracaoRepository,
        minutas: MinutaRepository,
        agentes: Agentes,
        transporte: Transporte,
        limits: LimitsSettings,
    ) -> None:
        self._repository = repository
        self._minutas = minutas
        self._agentes = agentes
        self._transporte = transporte
        self._limits = limits

    # What a person asks for

    def request_geracao(self, pedido: PedidoDeGeracao, usuario_id: int) -> Geracao:
        """Put a geração in the queue, or answer the same person's active one for this case and type.

        Raises InvalidNumeroCnjError before anything starts, RateLimitError, QueueUnavailableError.
        """
        if not is_envio(pedido.numero_cnj):  # the files were sent, by their owner, before
            parse_numero_cnj(pedido.numero_cnj)
        active = self._repository.find_ativa(pedido, usuario_id)
        if active is not None:
            return active
        self._count(usuario_id)
        geracao = self._repository.add(pedido, usuario_id)
        self._enqueue(geracao)
        return geracao

    def resume_geracao(self, geracao_id: UUID, usuario_id: int) -> Geracao:
        """Go on with a failed or stopped geração from where it was; nothing that was done is done again.

        Its running time begins anew: the person asked for more of it.
        Raises ForbiddenChangeError, for an edited or final peça too, RateLimitError, QueueUnavailableError.
        """
        geracao = self.get_geracao(geracao_id, usuario_id)
        active = self._repository.find_ativa(geracao.pedido_feito, usuario_id)
        if geracao.estado not in REABRIVEIS or active is not None:
            raise ForbiddenChangeError(f"estado {geracao.estado}")
        self._minutas.require_untouched(geracao_id)
        self._count(usuario_id)
        self._forget_end(geracao_id)
        if not self._repository.reopen(geracao_id):  # somebody was faster
            raise ForbiddenChangeError(f"estado {geracao.estado}")
        self._put_back(geracao)
        return self._repository.get(geracao_id)

    def can_resume(self, geracao: Geracao) -> bool:
        """Whether going on would replace nothing that a person wrote."""
        return geracao.estado in REABRIVEIS and not self._minutas.is_touched(geracao.id)

    def queue_redacao(self, geracao: Geracao) -> None:
        """Put a geração that waited for its person in the queue; the time that was used before does not count."""
        self._forget_end(geracao.id)
        self._put_back(geracao)

    def cancel_geracao(self, geracao_id: UUID, usuario_id: int) -> None:
        """Stop at once and keep what is there. A geração that no worker has ends here."""
        geracao = self.get_geracao(geracao_id, usuario_id)
        if geracao.estado.is_final:
            return
        self._transporte.cancel.request(geracao_id)
        if geracao.estado is Estado.AGUARDANDO_VOCE:
            self._end_waiting(geracao_id, self.end_cancelled, (geracao.estado,))
        if geracao.estado is Estado.NA_FILA:
            self._end_waiting(geracao_id, self.end_cancelled)

    def _end_waiting(
        self,
        geracao_id: UUID,
        end: Callable[[Geracao], OperationEnded],
        estados: tuple[Estado, ...] = AT_WORK,
    ) -> None:
        """End it here, before a worker takes it; of a worker that was faster the attempt is replaced."""
        started = self._repository.begin_attempt(geracao_id, estados)
        if started is None:
            return
        try:
            self._transporte.channel.open(geracao_id, started.attempt).publish(end(started))
        except AttemptReplacedError:
            return
        self._transporte.queue.forget(build_key(geracao_id))  # those behind it move up

    # What a person looks at

    def get_geracao(self, geracao_id: UUID, usuario_id: int) -> Geracao:
        """The person's own geração; another person's is answered as not found."""
        geracao = self._repository.get(geracao_id)
        require_dono(geracao.usuario_id, usuario_id, "geracao", geracao_id)
        return geracao

    def list_historico(self, usuario_id: int, busca: str = "", limit: int = 20) -> tuple[ItemDoHistorico, ...]:
        """The generator's peças; what other pages ask for is in their own history."""
        return self._repository.list_historico(usuario_id, busca=busca, limit=limit)

    def list_em_andamento(self, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        """Every peça of the person's in the generator that has not ended, however many came after it."""
        return self._repository.list_em_andamento(usuario_id)

    def list_do_processo(self, numero_cnj: str, tipo: TipoDePeca, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        """Everything of one type that the person asked for about the case, newest first."""
        return self._repository.list_do_processo(numero_cnj, tipo, usuario_id)

    def list_documentos(self, geracao_id: UUID) -> tuple[DocumentoDaGeracao, ...]:
        return self._repository.list_documentos(geracao_id)

    def list_fatos(self, geracao_id: UUID) -> tuple[Fato, ...]:
        return self._repository.list_fatos(geracao_id)

    def list_modulos(self, geracao_id: UUID) -> tuple[ModuloEscolhido, ...]:
        return self._repository.list_modulos(geracao_id)

    def list_decisoes(self, geracao_id: UUID) -> tuple[ModuloDecidido, ...]:
        """Every module that agent 2 was offered, with what it decided and why; none in old records."""
        return self._repository.list_decisoes(geracao_id)

    def get_peca(self, peca_id: UUID, usuario_id: int) -> Peca:
        """The person's own peça with its newest text."""
        peca = self._minutas.get(peca_id)
        require_dono(peca.usuario_id, usuario_id, "peca", peca_id)
        return peca

    def list_versoes(self, peca_id: UUID) -> tuple[VersaoDaPeca, ...]:
        return self._minutas.list_versoes(peca_id)

    # What a worker does

    def begin_attempt(self, geracao_id: UUID) -> Geracao | None:
        """Take over the work; None when it already ended."""
        return self._repository.begin_attempt(geracao_id)

    def generate_peca(self, geracao: Geracao) -> Iterator[Event]:
        """The three agents, from the one that was at work; ends with OperationEnded. Safe to run again.

        With curadoria the end before the third agent is AGUARDANDO_VOCE.
        """
        yield OperationStarted(geracao.attempt, datetime.now(UTC).isoformat())
        geracao = self._note_versoes(geracao)
        if geracao.agente is Agente.COLETOR:
            coleta = yield from self._agentes.collect(geracao)
            self._repository.save_coleta(geracao, coleta)
            geracao = replace(geracao, anexo=coleta.anexo)
        else:
            coleta = self._load_coleta(geracao)
        avisos = coleta.avisos
        if geracao.pedido.tipo_de_peca is TipoDePeca.A_DETECTAR:
            geracao = yield from self._decide_tipo(geracao, coleta)
        if geracao.agente is not Agente.REDATOR and geracao.pedido.modo is ModoDeGeracao.CURADORIA:
            yield from self._hand_over(geracao, coleta)
            return
        if geracao.agente is not Agente.REDATOR:
            deteccao = yield from self._agentes.detector.detect(geracao, coleta)
            avisos = (*avisos, *deteccao.avisos)
            self._repository.save_decisoes(geracao, deteccao.decididos)
            self._repository.save_modulos(geracao, deteccao.modulos, avisos)
        texto = self.read_texto(geracao)
        streamed = self._read_stream(geracao)
        if texto != streamed.texto:
            yield TextAppended(0, texto)  # the stream lost its beginning: readers would wait for it for ever
        if texto != streamed.texto or streamed.passos[-1].estado is not EstadoDoAgente.FEITO:
            yield from self._agentes.redator.write(geracao, texto)  # unless a former attempt died just after its end
        estado = Estado.PRONTO_COM_RESSALVAS if avisos else Estado.PRONTO
        self._minutas.save_minuta(geracao, self.read_texto(geracao), AUTOR_DA_GERACAO, estado=estado)
        yield OperationEnded(estado)

    def _note_versoes(self, geracao: Geracao) -> Geracao:
        """The first attempt notes what all agents will use; a later one goes on with that."""
        if geracao.versoes.instrucoes:
            return geracao
        versoes = self._agentes.note_versoes(geracao.pedido.grupo)
        self._repository.save_versoes(geracao, versoes)
        return replace(geracao, versoes=versoes)

    def _decide_tipo(self, geracao: Geracao, coleta: Coleta) -> Generator[Event, None, Geracao]:
        """Find out which peça the case asks for, before its modules are decided; a later attempt keeps the answer."""
        yield AgenteStarted(Agente.DETECTOR)
        decidido = self._agentes.tipo.detect(geracao, coleta)
        self._repository.save_tipo(geracao, decidido.tipo, decidido.motivo)
        yield TipoDetected(decidido.tipo.value, decidido.tipo.label)
        return replace(
            geracao,
            pedido=replace(geracao.pedido, tipo_de_peca=decidido.tipo),
            motivo_do_tipo=decidido.motivo,
        )

    def _hand_over(self, geracao: Geracao, coleta: Coleta) -> Generator[Event, None, None]:
        """Decide once, whatever happens to the worker, and leave the choice to the person."""
        if not self._repository.list_decisoes(geracao.id):
            deteccao = yield from self._agentes.detector.detect(geracao, coleta)
            self._repository.save_decisoes(geracao, deteccao.decididos)
        self._repository.save_espera(geracao)
        yield OperationEnded(Estado.AGUARDANDO_VOCE)

    def read_texto(self, geracao: Geracao) -> str:
        """The text so far: the longer of the stream's and the database's, both being prefixes of the same."""
        stored = self._repository.get(geracao.id).texto
        return max(self._read_stream(geracao).texto, stored, key=len)

    def _read_stream(self, geracao: Geracao) -> Andamento:
        return fold_events(self._transporte.channel.replay_events(geracao.id))

    def end_failed(self, geracao: Geracao, error: PortalError) -> OperationEnded:
        """Keep what was done and the sentence that explains the failure."""
        return self._end(geracao, Estado.COM_ERRO, (error.code, error.user_message))

    def end_cancelled(self, geracao: Geracao) -> OperationEnded:
        return self._end(geracao, Estado.CANCELADO, ("", ""))

    def repeat_end(self, geracao_id: UUID) -> None:
        """Tell the end again of a geração whose worker died between storing and telling it."""
        geracao = self._repository.get(geracao_id)
        events = self._transporte.channel.replay_events(geracao_id)
        if not geracao.estado.is_at_work and events and not isinstance(events[-1], OperationEnded):
            ended = OperationEnded(geracao.estado, geracao.erro_codigo, geracao.erro_mensagem)
            self._transporte.channel.open(geracao_id, geracao.attempt).publish(ended)

    def requeue_lost(self) -> int:
        """Queue every active geração that the queue does not know (Redis lost it, or it died before the enqueue).

        One that failed because a server was away is tried again a few times. Answers how many were queued.
        """
        queued = 0
        for geracao in self._repository.list_ativas():
            if not self._has_failed_for_good(geracao) and self._enqueue(geracao):
                _log.warning("geracao_queued_again", geracao_id=str(geracao.id))
                queued += 1
        return queued

    def end_overdue(self) -> int:
        """End every geração whose turn did not come in time; Continuar queues it again. Answers how many."""
        limit_s = self._limits.queue_timeout_s
        error = LimitReachedError("its turn did not come", user_message=_DEMOROU.format(minutos=round(limit_s / 60)))
        before = datetime.now(UTC) - timedelta(seconds=limit_s)
        ended = 0
        for found in self._repository.list_open():
            if found.estado is not Estado.NA_FILA or found.desde > before:
                continue
            since = self._transporte.queue.find_waiting_since(build_key(found.id))  # it may have been taken up again
            if since is not None and since <= before:
                self._end_waiting(found.id, lambda started: self.end_failed(started, error))
                ended += 1
        return ended

    def end_lost(self, work: Work) -> bool:
        """End the geração of work that failed for good; False when it will be tried again by itself."""
        geracao = self._repository.get(UUID(str(work.args[0])))
        if not geracao.estado.is_at_work:
            return True
        if not self._has_failed_for_good(geracao):
            return False
        started = self._repository.begin_attempt(geracao.id)
        if started is not None:
            ended = self.end_failed(started, PortalError("failed too often"))
            self._transporte.channel.open(geracao.id, started.attempt).publish(ended)
        return True

    def reopen_lost(self, work: Work) -> None:
        """Put a geração that died back in the queue, with all it has; one that lives or was finished stays as it is.

        Raises ForbiddenChangeError for an edited or final peça.
        """
        geracao = self._repository.get(UUID(str(work.args[0])))
        if geracao.estado in REABRIVEIS:
            self._minutas.require_untouched(geracao.id)
            self._forget_end(geracao.id)
        if self._repository.reopen(geracao.id):
            self._put_back(geracao)

    def _has_failed_for_good(self, geracao: Geracao) -> bool:
        queue, key = self._transporte.queue, build_key(geracao.id)
        return queue.has_failed(key) and not (geracao.attempt <= _MAX_ATTEMPTS and queue.has_raised(key))

    def _end(self, geracao: Geracao, estado: Estado, erro: tuple[str, str]) -> OperationEnded:
        stored = self._repository.get(geracao.id)
        if stored.estado.is_final and stored.attempt == geracao.attempt:  # it ended just before it was interrupted
            return OperationEnded(stored.estado, stored.erro_codigo, stored.erro_mensagem)
        texto = self.read_texto(geracao)
        if texto:
            self._minutas.save_minuta(geracao, texto, AUTOR_DA_GERACAO, estado=estado, erro=erro)
        else:
            self._repository.save_end(geracao, estado, erro=erro)
        return OperationEnded(estado, *erro)

    def _load_coleta(self, geracao: Geracao) -> Coleta:
        documentos = self._repository.list_documentos(geracao.id)
        return Coleta(documentos, self._repository.list_fatos(geracao.id), geracao.avisos)

    def _count(self, usuario_id: int) -> None:
        """Whether the person and everybody may ask for one more now. Raises RateLimitError, and then counts nothing."""
        person = str(usuario_id)
        self._transporte.rates.require_all(
            (Action.GENERATION_TOTAL, EVERYBODY), (Action.GENERATION, person), (Action.AI, person)
        )

    def _forget_end(self, geracao_id: UUID) -> None:
        """Before it lives again: an old request to stop, or all the time that it ran, would end it at once."""
        self._transporte.cancel.clear(geracao_id)
        self._transporte.stopwatches.reset(geracao_id)

    def _put_back(self, geracao: Geracao) -> None:
        self._transporte.queue.forget(build_key(geracao.id))
        self._enqueue(geracao)

    def _enqueue(self, geracao: Geracao) -> bool:
        timeout_s = int(self._limits.geracao_s + _WAITS * self._limits.queue_timeout_s)
        person = str(geracao.usuario_id)
        work = Work("jobs.generate_peca.run", build_key(geracao.id), (str(geracao.id),), timeout_s, person)
        return self._transporte.queue.enqueue(QueueName.PECAS, work)
