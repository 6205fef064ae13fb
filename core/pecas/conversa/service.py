"""The conversation's use cases: ask, look, decide on what is proposed, and what a worker does in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import structlog

from core.errors import ForbiddenChangeError, InvalidInputError, PortalError
from core.events import Estado, Event, OperationEnded, OperationStarted
from core.infra.channel import AttemptReplacedError
from core.infra.queue import QueueName, Work
from core.infra.rate import Action
from core.pecas.conversa.domain import (
    MAX_PEDIDO,
    MAX_SECAO,
    Conteudo,
    Conversa,
    Mensagem,
    PedidoDeAjuste,
    TipoDeMensagem,
    allows,
    fold_estado,
)
from core.pecas.conversa.lugar import add_modulo, remove_modulo
from core.pecas.conversa.relato import PARADA, describe_falha
from core.pecas.conversa.repository import DECIDIDA, ConversaRepository
from core.pecas.conversa.revisor import Revisor, sign
from core.pecas.domain import ModuloEscolhido, OrigemDaVersao
from core.pecas.edicao.domain import Edicao
from core.pecas.edicao.service import EdicaoService
from core.pecas.service import PecaService
from core.pecas.transporte import Transporte
from core.prompts.service import PromptService
from core.settings import LimitsSettings
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.revise_secao.run"
_MAX_ATTEMPTS = 6
"""Attempts up to which work that raised an error is put back in the queue."""

_VAZIO = "O pedido está vazio e não foi enviado. Escreva o que mudar nesta seção."
_LONGO = f"O pedido passa de {MAX_PEDIDO} letras e não foi enviado. Escreva em menos palavras o que mudar."
_SUMIU = "Esta seção não está mais na minuta, e o pedido não foi enviado. Escolha outra seção e peça de novo."
_GRANDE = (
    "Esta seção é grande demais para ser ajustada de uma vez pelo portal. "
    "Divida a seção com um título no meio e peça de novo."
)
_FINAL = "A peça está fechada como final e não muda mais. Reabra a peça na Conferência para pedir ou decidir ajustes."
_OCUPADA = (
    "O assistente de redação ainda trabalha no pedido anterior desta peça. "
    "Espere o fim ou use Parar; o novo pedido não foi enviado."
)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Bancada:
    """What a decision on a proposal works with."""

    pecas: PecaService
    edicao: EdicaoService
    prompts: PromptService


class ConversaService:
    """Every method of a person raises RecordNotFoundError for a peça that is another person's."""

    def __init__(
        self,
        repository: ConversaRepository,
        bancada: Bancada,
        revisor: Revisor,
        transporte: Transporte,
        limits: LimitsSettings,
    ) -> None:
        self._repository = repository
        self._bancada = bancada
        self._revisor = revisor
        self._transporte = transporte
        self._limits = limits

    # What a person does

    def get(self, peca_id: UUID, usuario_id: int) -> Conversa:
        """Everything said about the peça, and the request that is at work."""
        self._bancada.pecas.get_peca(peca_id, usuario_id)
        mensagens = self._repository.list_mensagens(peca_id)
        return Conversa(peca_id, mensagens, self._repository.find_ativo(peca_id))

    def get_pedido(self, pedido_id: UUID, usuario_id: int) -> PedidoDeAjuste:
        """The person's own request."""
        pedido = self._repository.get_pedido(pedido_id)
        self._bancada.pecas.get_peca(pedido.peca_id, usuario_id)
        return pedido

    def ask(self, peca_id: UUID, usuario: Usuario, secao: str, pedido: str) -> Mensagem:
        """Put a request about one section in the queue; the same one asked twice is one.

        Raises InvalidInputError, ForbiddenChangeError while another one is at work or the peça is final,
        RateLimitError, QueueUnavailableError.
        """
        texto = pedido.replace("\0", "").strip()
        if not texto or len(texto) > MAX_PEDIDO:
            raise InvalidInputError("pedido empty or too long", user_message=_LONGO if texto else _VAZIO)
        edicao = self._bancada.edicao.get(peca_id, usuario.id)
        found = edicao.find_secao(secao)
        if edicao.is_final:
            raise ForbiddenChangeError("peca is final", user_message=_FINAL)
        if found is None or len(found.texto) > MAX_SECAO:
            raise InvalidInputError("secao gone or too long", user_message=_GRANDE if found else _SUMIU)
        active = self._repository.find_ativo(peca_id)
        if active is None:
            self._transporte.rates.require(Action.AI, str(usuario.id))
            agora = datetime.now(UTC)
            values = (found.chave, found.titulo, texto, found.texto, edicao.versao_base, Estado.NA_FILA, 0, agora)
            active = PedidoDeAjuste(uuid4(), peca_id, usuario.id, *values)
            mensagem = _write(active, TipoDeMensagem.PEDIDO, usuario, texto)
            if self._repository.add_pedido(active, mensagem):
                self._enqueue(active)
            else:
                active = self._repository.find_ativo(peca_id)
        if active is None or (active.secao, active.texto) != (found.chave, texto):
            raise ForbiddenChangeError("another request is at work", user_message=_OCUPADA)
        return self._find_pedido(active)

    def stop(self, peca_id: UUID, usuario_id: int) -> None:
        """End the request that is at work; one that no worker has ends here. Raises QueueUnavailableError."""
        self._bancada.pecas.get_peca(peca_id, usuario_id)
        active = self._repository.find_ativo(peca_id)
        if active is None:
            return
        self._transporte.cancel.request(active.id)
        if active.estado is Estado.NA_FILA:
            started = self._repository.begin_attempt(active.id)
            if started is not None:
                self._tell(started, self.end_cancelled(started))
                self._transporte.queue.forget(_key(active.id))

    def accept(self, peca_id: UUID, usuario: Usuario, numero: int) -> Edicao:
        """Put what was proposed in the minuta, as a version of its own.

        Raises SecaoConflictError when the section changed since, ForbiddenChangeError when it was decided before.
        """
        return self._apply(peca_id, usuario, numero, TipoDeMensagem.ACEITE)

    def refuse(self, peca_id: UUID, usuario: Usuario, numero: int) -> None:
        """Leave the minuta as it is. Raises ForbiddenChangeError when it was decided before."""
        proposta = self._find_proposta(peca_id, usuario.id, numero, TipoDeMensagem.RECUSA)
        self._note(peca_id, usuario, proposta, TipoDeMensagem.RECUSA)

    def undo(self, peca_id: UUID, usuario: Usuario, numero: int) -> Edicao:
        """Give the section its former text back, and take a module that was added out again. Raises as ``accept``."""
        return self._apply(peca_id, usuario, numero, TipoDeMensagem.DESFEITA)

    # What a worker does

    def begin_attempt(self, pedido_id: UUID) -> PedidoDeAjuste | None:
        """Take over the work; None when it already ended."""
        return self._repository.begin_attempt(pedido_id)

    def revise(self, pedido: PedidoDeAjuste) -> Iterator[Event]:
        """The answer as it is written; ends with OperationEnded. Safe to run again: only one attempt is kept."""
        yield OperationStarted(pedido.attempt, datetime.now(UTC).isoformat())
        conversa = self._repository.list_mensagens(pedido.peca_id)
        secoes = self._bancada.edicao.get(pedido.peca_id, pedido.usuario_id).secoes
        mensagem = yield from self._revisor.revise(pedido, conversa, secoes)
        self._repository.finish(pedido, Estado.PRONTO, mensagem)
        yield OperationEnded(Estado.PRONTO)

    def end_failed(self, pedido: PedidoDeAjuste, error: PortalError) -> OperationEnded:
        """The sentence that says why there is no proposal; the minuta is as it was."""
        words = describe_falha(error)
        mensagem = sign(pedido, TipoDeMensagem.FALHA, words, Conteudo(codigo=error.code))
        self._repository.finish(pedido, Estado.COM_ERRO, mensagem)
        return OperationEnded(Estado.COM_ERRO, error.code, words)

    def end_cancelled(self, pedido: PedidoDeAjuste) -> OperationEnded:
        self._repository.finish(pedido, Estado.CANCELADO, sign(pedido, TipoDeMensagem.PARADA, PARADA, Conteudo()))
        return OperationEnded(Estado.CANCELADO)

    def repeat_end(self, pedido_id: UUID) -> None:
        """Tell the end again of a request whose worker died between keeping and telling it."""
        pedido = self._repository.get_pedido(pedido_id)
        events = self._transporte.channel.replay_events(pedido_id)
        if not pedido.estado.is_at_work and events and not isinstance(events[-1], OperationEnded):
            self._tell(pedido, OperationEnded(pedido.estado))

    def requeue_lost(self) -> int:
        """Queue every open request that the queue does not know. Answers how many were queued."""
        queued = 0
        for pedido in self._repository.list_ativos():
            if not self._has_failed_for_good(pedido) and self._enqueue(pedido):
                _log.warning("ajuste_queued_again", pedido_id=str(pedido.id))
                queued += 1
        return queued

    def end_lost(self, work: Work) -> bool:
        """End the request of work that failed for good; False when it will be tried again by itself."""
        pedido = self._repository.get_pedido(UUID(str(work.args[0])))
        if not pedido.estado.is_at_work:
            return True
        if not self._has_failed_for_good(pedido):
            return False
        started = self._repository.begin_attempt(pedido.id)
        if started is not None:
            self._tell(started, self.end_failed(started, PortalError("failed too often")))
        return True

    def reopen_lost(self, work: Work) -> None:
        """Try a request that died again, unless its person asked for something else meanwhile."""
        pedido = self._repository.get_pedido(UUID(str(work.args[0])))
        if self._repository.reopen(pedido.id):
            self._transporte.cancel.clear(pedido.id)
            self._transporte.stopwatches.reset(pedido.id)
            self._transporte.queue.forget(_key(pedido.id))
            self._enqueue(pedido)

    def _find_pedido(self, pedido: PedidoDeAjuste) -> Mensagem:
        mensagens = self._repository.list_mensagens(pedido.peca_id)
        return next(one for one in mensagens if one.pedido_id == pedido.id and one.tipo is TipoDeMensagem.PEDIDO)

    def _find_proposta(self, peca_id: UUID, usuario_id: int, numero: int, ato: TipoDeMensagem) -> Mensagem:
        """The proposal, if the act may still be done. Raises ForbiddenChangeError, InvalidInputError."""
        mensagens = self.get(peca_id, usuario_id).mensagens
        found = next((one for one in mensagens if one.numero == numero and one.is_proposta), None)
        if found is None:
            raise InvalidInputError(f"no proposal {numero}")
        if not allows(fold_estado(found, mensagens), ato):
            raise ForbiddenChangeError(f"{ato} of {numero}", user_message=DECIDIDA)
        return found

    def _apply(self, peca_id: UUID, usuario: Usuario, numero: int, ato: TipoDeMensagem) -> Edicao:
        """The text first, as a version of its own, then the act: whoever died in between can do it again.

        What the person wrote by hand until then is a version before it.
        """
        proposta = self._find_proposta(peca_id, usuario.id, numero, ato)
        troca = proposta.conteudo.troca
        assert troca is not None, "every proposal has one"
        edicao = self._bancada.edicao
        current = edicao.get(peca_id, usuario.id)
        if current.is_final:
            raise ForbiddenChangeError("peca is final", user_message=_FINAL)
        if current.has_changes:
            edicao.fix_versao(peca_id, usuario, OrigemDaVersao.EDICAO)
        de, para = (troca.antes, troca.depois) if ato is TipoDeMensagem.ACEITE else (troca.depois, troca.antes)
        edicao.replace_secoes(peca_id, usuario, secao=troca.secao, antes=de, depois=para)
        versao = edicao.fix_versao(peca_id, usuario, OrigemDaVersao.CONVERSA)
        self._note(peca_id, usuario, proposta, ato, versao.numero)
        return edicao.get(peca_id, usuario.id)

    def _note(
        self, peca_id: UUID, usuario: Usuario, proposta: Mensagem, ato: TipoDeMensagem, versao: int | None = None
    ) -> None:
        mensagem = _act(proposta, ato, usuario, proposta.versao if versao is None else versao)
        self._repository.add_ato(peca_id, mensagem, self._list_modulos(peca_id, usuario.id, proposta, ato))

    def _list_modulos(
        self, peca_id: UUID, usuario_id: int, proposta: Mensagem, ato: TipoDeMensagem
    ) -> Sequence[ModuloEscolhido] | None:
        """The modules of the peça after the act; None where it changes nothing of them."""
        modulo = proposta.conteudo.modulo
        if modulo is None or ato is TipoDeMensagem.RECUSA:
            return None
        pecas = self._bancada.pecas
        geracao = pecas.get_geracao(pecas.get_peca(peca_id, usuario_id).geracao_id, usuario_id)
        current = pecas.list_modulos(geracao.id)
        if ato is TipoDeMensagem.DESFEITA:
            return remove_modulo(current, modulo.slug)
        motivo = f"Acrescentado na conversa: {proposta.texto}"
        return add_modulo(current, modulo, motivo, self._bancada.prompts.list_secoes(geracao.pedido.grupo))

    def _has_failed_for_good(self, pedido: PedidoDeAjuste) -> bool:
        queue, key = self._transporte.queue, _key(pedido.id)
        return queue.has_failed(key) and not (pedido.attempt <= _MAX_ATTEMPTS and queue.has_raised(key))

    def _tell(self, pedido: PedidoDeAjuste, ended: OperationEnded) -> None:
        try:
            self._transporte.channel.open(pedido.id, pedido.attempt).publish(ended)
        except AttemptReplacedError:
            return

    def _enqueue(self, pedido: PedidoDeAjuste) -> bool:
        timeout_s = int(self._limits.ajuste_s + 2 * self._limits.queue_timeout_s)
        work = Work(_FUNCTION, _key(pedido.id), (str(pedido.id),), timeout_s, str(pedido.usuario_id))
        return self._transporte.queue.enqueue(QueueName.CONVERSA, work)


def _key(pedido_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"ajuste-{pedido_id}"


def _write(pedido: PedidoDeAjuste, tipo: TipoDeMensagem, usuario: Usuario, texto: str) -> Mensagem:
    values = (pedido.secao, pedido.titulo, texto, pedido.versao, usuario.nome, pedido.criado_em, usuario.id)
    return Mensagem(0, pedido.id, tipo, *values)


def _act(proposta: Mensagem, tipo: TipoDeMensagem, usuario: Usuario, versao: int) -> Mensagem:
    values = (proposta.secao, proposta.titulo, "", versao, usuario.nome, datetime.now(UTC), usuario.id)
    return Mensagem(0, proposta.pedido_id, tipo, *values, Conteudo(alvo=proposta.numero))
