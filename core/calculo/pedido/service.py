"""The use cases of a pedido de cálculo: ask, look, confirm or correct, calculate, and what a worker does in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import structlog

from core.calculo.calendario.prazos import PedidoDePrazo, Prazo, PrazoEmDobro, count_prazo
from core.calculo.entrada import parse_data, refuse
from core.calculo.motor.calculo import calculate
from core.calculo.pedido.achados import list_achados
from core.calculo.pedido.campos import DEFINICOES, NomeDoCampo
from core.calculo.pedido.confronto import compare_pedido
from core.calculo.pedido.domain import (
    Achado,
    Ancora,
    Campo,
    EstadoDoCampo,
    ItemDoHistorico,
    PedidoDeCalculo,
    ResultadoDoCalculo,
    ResumoDoResultado,
)
from core.calculo.pedido.escrita import normalize_valor
from core.calculo.pedido.montagem import Lidos, build_conta, read_titulo
from core.calculo.pedido.preparador import Preparador
from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.calculo.tabelas.service import TabelaService
from core.errors import ForbiddenChangeError, InvalidCalculoError, PortalError
from core.events import Estado, Event, OperationEnded, OperationStarted
from core.infra.cancel import CancelSwitch
from core.infra.channel import AttemptReplacedError, Channel
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.infra.stopwatch import Stopwatches
from core.processos.numero_cnj import parse_numero_cnj
from core.settings import LimitsSettings
from core.usuarios.acesso import require_dono
from core.usuarios.domain import Usuario

_FUNCTION = "jobs.prepare_calculo.run"
_MAX_ATTEMPTS = 6
"""Attempts up to which work that raised an error is put back in the queue."""

_IMPUGNACAO_DIAS = 30
_SEM_CAMPOS = "Os dados deste pedido ainda não foram lidos. Espere a leitura terminar ou refaça o pedido."
_SEM_VALOR = "O campo “{rotulo}” está vazio e não há o que confirmar. Escreva o valor e grave."

_log = structlog.get_logger()


@dataclass(frozen=True)
class Meios:
    """What carries the work between page and worker."""

    queue: WorkQueue
    channel: Channel
    cancel: CancelSwitch
    stopwatches: Stopwatches
    rates: RateLimits


class PedidoDeCalculoService:
    """Every method of a person raises RecordNotFoundError for a pedido that is another person's."""

    def __init__(
        self,
        repository: PedidoDeCalculoRepository,
        preparador: Preparador,
        tabelas: TabelaService,
        meios: Meios,
        limits: LimitsSettings,
    ) -> None:
        self._repository = repository
        self._preparador = preparador
        self._tabelas = tabelas
        self._meios = meios
        self._limits = limits

    # What a person does

    def find_anterior(self, numero: str, usuario_id: int) -> PedidoDeCalculo | None:
        """The person's newest pedido of the case that can be opened. Raises InvalidNumeroCnjError."""
        return self._repository.find_anterior(parse_numero_cnj(numero), usuario_id)

    def request(self, numero: str, usuario_id: int) -> PedidoDeCalculo:
        """Put a new pedido in the queue, or answer the person's active one for this case.

        Raises InvalidNumeroCnjError before anything starts, RateLimitError, QueueUnavailableError.
        """
        numero_cnj = parse_numero_cnj(numero)
        active = self._repository.find_ativo(numero_cnj, usuario_id)
        if active is not None:
            return active
        self._meios.rates.require(Action.AI, str(usuario_id))
        pedido = PedidoDeCalculo(uuid4(), numero_cnj, usuario_id, Estado.NA_FILA, 0, datetime.now(UTC))
        if not self._repository.add(pedido):
            return self.request(numero_cnj, usuario_id)  # another tab was faster
        self._enqueue(pedido)
        return pedido

    def redo(self, pedido_id: UUID, usuario_id: int) -> PedidoDeCalculo:
        """Read the same case anew, as a pedido of its own; the former one stays as it is. Raises as ``request``."""
        return self.request(self.get(pedido_id, usuario_id).numero_cnj, usuario_id)

    def resume(self, pedido_id: UUID, usuario_id: int) -> PedidoDeCalculo:
        """Read a failed or stopped pedido again. Raises ForbiddenChangeError for any other, QueueUnavailableError."""
        pedido = self.get(pedido_id, usuario_id)
        self._meios.rates.require(Action.AI, str(usuario_id))
        if not self._repository.reopen(pedido_id):
            raise ForbiddenChangeError(f"estado {pedido.estado}")
        self._put_back(pedido)
        return self._repository.get(pedido_id)

    def stop(self, pedido_id: UUID, usuario_id: int) -> None:
        """End the reading; a pedido that no worker has ends here. Raises QueueUnavailableError."""
        pedido = self.get(pedido_id, usuario_id)
        if not pedido.estado.is_at_work:
            return
        self._meios.cancel.request(pedido.id)
        if pedido.estado is Estado.NA_FILA:
            started = self._repository.begin_attempt(pedido.id)
            if started is not None:
                self._tell(started, self.end_cancelled(started))
                self._meios.queue.forget(_key(pedido.id))

    def get(self, pedido_id: UUID, usuario_id: int) -> PedidoDeCalculo:
        """The person's own pedido, with its fields and its newest calculation."""
        pedido = self._repository.get(pedido_id)
        require_dono(pedido.usuario_id, usuario_id, "pedido de calculo", pedido_id)
        return pedido

    def list_historico(self, usuario_id: int, busca: str = "", limit: int = 20) -> tuple[ItemDoHistorico, ...]:
        """The person's pedidos, newest first; ``busca`` is any part of the case number."""
        digits = "".join(letter for letter in busca if letter.isdigit())
        return () if busca.strip() and not digits else self._repository.list_historico(usuario_id, digits, limit)

    def list_achados(self, pedido: PedidoDeCalculo) -> tuple[Achado, ...]:
        """What is wrong with the case and with the fields as they are now; those that stop the calculation first."""
        do_caso = pedido.levantamento.achados if pedido.levantamento else ()
        achados = (*list_achados(pedido.campos, self.list_opcoes(NomeDoCampo.NATUREZA)), *do_caso)
        return tuple(sorted(achados, key=lambda achado: not achado.codigo.is_impeditivo))

    def count_impugnacao(self, pedido: PedidoDeCalculo) -> Prazo | None:
        """When the time to contest the enforcement ends: 30 business days, the Treasury's own (CPC, arts. 183 and 535).

        None while nobody stands for the day of the notice, or it cannot be.
        """
        campo = next((um for um in pedido.campos if um.nome is NomeDoCampo.DATA_DA_INTIMACAO), None)
        if campo is None or not campo.valor or not campo.estado.is_de_pessoa or pedido.levantamento is None:
            return None
        try:
            intimacao = parse_data(campo.valor, campo.rotulo)
        except InvalidCalculoError:
            return None
        calendario = self._tabelas.get_calendario(pedido.levantamento.comarca)
        prazo = PedidoDePrazo(intimacao, _IMPUGNACAO_DIAS, dobro=PrazoEmDobro.FAZENDA_PUBLICA, is_prazo_proprio=True)
        return count_prazo(calendario, prazo)

    def list_opcoes(self, nome: NomeDoCampo) -> tuple[str, ...]:
        """The choices of a field; empty for one that is written freely."""
        if nome is NomeDoCampo.NATUREZA:
            return tuple(natureza.nome for natureza in self._tabelas.list_naturezas())
        return DEFINICOES[nome].opcoes

    def list_revisoes(self, pedido_id: UUID, usuario_id: int, nome: NomeDoCampo) -> tuple[Campo, ...]:
        """Every value that a field had, with who wrote it, oldest first."""
        self.get(pedido_id, usuario_id)
        return self._repository.list_revisoes(pedido_id, nome)

    def list_resultados(self, pedido_id: UUID, usuario_id: int) -> tuple[ResumoDoResultado, ...]:
        """Every calculation of the pedido, newest first."""
        self.get(pedido_id, usuario_id)
        return self._repository.list_resultados(pedido_id)

    def confirm_campos(
        self, pedido_id: UUID, usuario: Usuario, revisoes: Mapping[NomeDoCampo, int]
    ) -> tuple[Campo, ...]:
        """Stand for these fields as they are, each at the revision that the person saw; all or none.

        An empty optional field is confirmed as not existing. Raises InvalidCalculoError for an empty field that is
        needed, CampoConflictError when one of them changed meanwhile.
        """
        pedido = self._get_lido(pedido_id, usuario.id)
        return self._save(
            pedido,
            usuario,
            [_confirm(pedido.get_campo(nome), revisao, self.list_opcoes(nome)) for nome, revisao in revisoes.items()],
        )

    def confirm_campo(self, pedido_id: UUID, usuario: Usuario, nome: NomeDoCampo, revisao: int) -> Campo:
        """As ``confirm_campos``, for one."""
        return self.confirm_campos(pedido_id, usuario, {nome: revisao})[0]

    def correct_campo(
        self,
        pedido_id: UUID,
        usuario: Usuario,
        nome: NomeDoCampo,
        valor: str,
        *,
        revisao: int,
        ancora: Ancora | None = None,
    ) -> Campo:
        """Write another value; ``ancora`` is where the person saw it, if anywhere.

        Raises InvalidCalculoError naming what cannot be read in it, CampoConflictError when it changed meanwhile.
        """
        pedido = self._get_lido(pedido_id, usuario.id)
        campo = pedido.get_campo(nome)
        written = normalize_valor(campo.definicao, valor, self.list_opcoes(nome))
        corrected = replace(campo, valor=written, estado=EstadoDoCampo.CORRIGIDO, ancora=ancora, revisao=revisao + 1)
        return self._save(pedido, usuario, [corrected])[0]

    def calculate(self, pedido_id: UUID, usuario: Usuario) -> ResultadoDoCalculo:
        """Compute from the confirmed fields and keep the result with the versions of the tables it used.

        Raises InvalidCalculoError naming the field that is not confirmed or the finding that forbids it,
        IndiceNotFoundError naming a month that the tables lack.
        """
        pedido = self._get_lido(pedido_id, usuario.id)
        impeditivos = [achado for achado in self.list_achados(pedido) if achado.codigo.is_impeditivo]
        if impeditivos:
            raise InvalidCalculoError(impeditivos[0].codigo.value, user_message=impeditivos[0].texto)
        versoes = self._tabelas.note_versoes()
        natureza = self._get_natureza(pedido)
        indices, regimes = self._tabelas.get_indices(versoes), self._tabelas.get_regimes(natureza, versoes)
        conta = build_conta(pedido.campos, natureza, regimes)
        memoria = calculate(conta, indices)
        comparacao, sem_comparacao = compare_pedido(pedido.campos, conta, regimes, indices)
        revisoes = {campo.nome: campo.revisao for campo in pedido.campos}
        correcao, juros = read_titulo(pedido.campos)
        agora = datetime.now(UTC)
        values = (0, memoria, versoes, natureza, usuario.nome, agora, revisoes, comparacao, sem_comparacao)
        estado = Estado.PRONTO_COM_RESSALVAS if self.list_achados(pedido) else Estado.PRONTO
        return self._repository.add_resultado(pedido.id, ResultadoDoCalculo(*values, correcao, juros), usuario, estado)

    def save_folha(self, pedido_id: UUID, usuario_id: int, folha_id: UUID) -> None:
        """Remember the geração that writes the sheet of this pedido."""
        self.get(pedido_id, usuario_id)
        self._repository.save_folha(pedido_id, folha_id)

    # What a worker does

    def begin_attempt(self, pedido_id: UUID) -> PedidoDeCalculo | None:
        """Take over the work; None when it already ended."""
        return self._repository.begin_attempt(pedido_id)

    def prepare(self, pedido: PedidoDeCalculo) -> Iterator[Event]:
        """Agents 1 and 2; ends with OperationEnded. Safe to run again: only one attempt is kept."""
        yield OperationStarted(pedido.attempt, datetime.now(UTC).isoformat())
        preparado = yield from self._preparador.prepare(pedido)
        self._repository.finish(pedido, preparado.levantamento, preparado.campos, preparado.fontes)
        yield OperationEnded(Estado.AGUARDANDO_VOCE)

    def end_failed(self, pedido: PedidoDeCalculo, error: PortalError) -> OperationEnded:
        """Keep the sentence that explains the failure."""
        self._repository.fail(pedido, Estado.COM_ERRO, error.code, error.user_message)
        return OperationEnded(Estado.COM_ERRO, error.code, error.user_message)

    def end_cancelled(self, pedido: PedidoDeCalculo) -> OperationEnded:
        self._repository.fail(pedido, Estado.CANCELADO)
        return OperationEnded(Estado.CANCELADO)

    def repeat_end(self, pedido_id: UUID) -> None:
        """Tell the end again of a pedido whose worker died between keeping and telling it."""
        pedido = self._repository.get(pedido_id)
        events = self._meios.channel.replay_events(pedido_id)
        if not pedido.estado.is_at_work and events and not isinstance(events[-1], OperationEnded):
            self._tell(pedido, OperationEnded(pedido.estado, pedido.erro_codigo, pedido.erro_mensagem))

    def requeue_lost(self) -> int:
        """Queue every open pedido that the queue does not know. Answers how many were queued."""
        queued = 0
        for pedido in self._repository.list_ativos():
            if not self._has_failed_for_good(pedido) and self._enqueue(pedido):
                _log.warning("calculo_queued_again", pedido_id=str(pedido.id))
                queued += 1
        return queued

    def end_lost(self, work: Work) -> bool:
        """End the pedido of work that failed for good; False when it will be tried again by itself."""
        pedido = self._repository.get(UUID(str(work.args[0])))
        if not pedido.estado.is_at_work:
            return True
        if not self._has_failed_for_good(pedido):
            return False
        started = self._repository.begin_attempt(pedido.id)
        if started is not None:
            self._tell(started, self.end_failed(started, PortalError("failed too often")))
        return True

    def reopen_lost(self, work: Work) -> None:
        """Try a pedido that died again."""
        pedido = self._repository.get(UUID(str(work.args[0])))
        if self._repository.reopen(pedido.id):
            self._put_back(pedido)

    def _put_back(self, pedido: PedidoDeCalculo) -> None:
        """Before it lives again: an old request to stop, or all the time that it ran, would end it at once."""
        self._meios.cancel.clear(pedido.id)
        self._meios.stopwatches.reset(pedido.id)
        self._meios.queue.forget(_key(pedido.id))
        self._enqueue(pedido)

    def _get_lido(self, pedido_id: UUID, usuario_id: int) -> PedidoDeCalculo:
        pedido = self.get(pedido_id, usuario_id)
        if not pedido.campos:
            raise ForbiddenChangeError("not read yet", user_message=_SEM_CAMPOS)
        return pedido

    def _get_natureza(self, pedido: PedidoDeCalculo) -> str:
        """The name of the table of regimes. Raises InvalidCalculoError while nobody stands for the kind of debt."""
        nome = Lidos(pedido.campos).require(NomeDoCampo.NATUREZA)
        found = next((natureza.slug for natureza in self._tabelas.list_naturezas() if natureza.nome == nome), None)
        if found is None:
            raise refuse(
                DEFINICOES[NomeDoCampo.NATUREZA].rotulo, f"a tabela de regimes já não tem “{nome}”; escolha outra"
            )
        return found

    def _save(self, pedido: PedidoDeCalculo, usuario: Usuario, campos: list[Campo]) -> tuple[Campo, ...]:
        agora = datetime.now(UTC)
        signed = tuple(replace(campo, informado_por=usuario.nome, informado_em=agora) for campo in campos)
        self._repository.add_campos(pedido.id, signed, usuario)
        return signed

    def _has_failed_for_good(self, pedido: PedidoDeCalculo) -> bool:
        queue, key = self._meios.queue, _key(pedido.id)
        return queue.has_failed(key) and not (pedido.attempt <= _MAX_ATTEMPTS and queue.has_raised(key))

    def _tell(self, pedido: PedidoDeCalculo, ended: OperationEnded) -> None:
        try:
            self._meios.channel.open(pedido.id, pedido.attempt).publish(ended)
        except AttemptReplacedError:
            return

    def _enqueue(self, pedido: PedidoDeCalculo) -> bool:
        timeout_s = int(self._limits.calculo_s + 2 * self._limits.queue_timeout_s)
        work = Work(_FUNCTION, _key(pedido.id), (str(pedido.id),), timeout_s, str(pedido.usuario_id))
        return self._meios.queue.enqueue(QueueName.CALCULO, work)


def _key(pedido_id: UUID) -> str:
    """The name of the work in the queue."""
    return f"calculo-{pedido_id}"


def _confirm(campo: Campo, revisao: int, opcoes: tuple[str, ...]) -> Campo:
    """The next revision, as confirmed. A corrected field stays one: the person stands for it already."""
    if not campo.valor and campo.definicao.is_obrigatorio:
        raise InvalidCalculoError(campo.nome.value, user_message=_SEM_VALOR.format(rotulo=campo.rotulo))
    written = normalize_valor(campo.definicao, campo.valor, opcoes)
    estado = campo.estado if campo.estado is EstadoDoCampo.CORRIGIDO else EstadoDoCampo.CONFIRMADO
    return replace(campo, valor=written, estado=estado, revisao=revisao + 1)
