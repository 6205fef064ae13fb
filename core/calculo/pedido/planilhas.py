"""Spreadsheets of calculations: made by the workers of the ``docx`` queue, kept, and handed out to their owner only."""

from __future__ import annotations

from uuid import UUID

from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.calculo.planilha.xlsx import export_planilha
from core.calculo.tabelas.service import TabelaService
from core.errors import ForbiddenChangeError
from core.exportacao.domain import Arquivo
from core.exportacao.repository import ArquivoRepository
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.rate import Action, RateLimits
from core.usuarios.acesso import require_dono

_FUNCTION = "jobs.export_planilha.run"
_TIMEOUT_S = 60
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SEM_CALCULO = "Este pedido ainda não tem cálculo. Confirme os campos e use Calcular antes de baixar a planilha."


class PlanilhaService:
    def __init__(
        self,
        pedidos: PedidoDeCalculoRepository,
        tabelas: TabelaService,
        arquivos: ArquivoRepository,
        transporte: tuple[WorkQueue, RateLimits],
    ) -> None:
        self._pedidos = pedidos
        self._tabelas = tabelas
        self._arquivos = arquivos
        self._queue, self._rates = transporte

    def request(self, pedido_id: UUID, usuario_id: int) -> str:
        """The key of the newest calculation's file; its making is queued when it does not exist yet.

        Only a file that has to be made counts against the person's limit: raises RateLimitError,
        QueueUnavailableError; RecordNotFoundError for the pedido of another person, ForbiddenChangeError while nothing
        was calculated.
        """
        pedido = self._pedidos.get(pedido_id)
        require_dono(pedido.usuario_id, usuario_id, "pedido de calculo", pedido_id)
        if pedido.resultado is None:
            raise ForbiddenChangeError("no calculation", user_message=_SEM_CALCULO)
        numero = pedido.resultado.numero
        chave = build_chave(pedido_id, numero)
        if chave not in self._arquivos.find_erros([chave]):
            self._rates.require(Action.EXPORT, str(usuario_id))
            args = (str(pedido_id), numero)
            self._queue.enqueue(
                QueueName.DOCX, Work(_FUNCTION, chave.replace("/", "-"), args, _TIMEOUT_S, str(usuario_id))
            )
        return chave

    def export(self, pedido_id: UUID, numero: int) -> None:
        """Make and keep the file, now and here, with the tables that the calculation used. Safe to run twice."""
        pedido = self._pedidos.get(pedido_id)
        resultado = self._pedidos.get_resultado(pedido_id, numero)
        conteudo = export_planilha(resultado.memoria, self._tabelas.get_indices(resultado.versoes))
        nome = f"memoria-de-calculo-{pedido.numero_cnj}-n{numero}.xlsx"
        self._arquivos.save(Arquivo(build_chave(pedido_id, numero), nome, _XLSX, conteudo))


def build_chave(pedido_id: UUID, numero: int) -> str:
    """Calculations never change: a file is never stale."""
    return f"planilha/{pedido_id}/n{numero}"
