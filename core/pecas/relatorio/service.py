"""Asks for the report of a case, which the generator's machinery writes."""

from __future__ import annotations

from core.errors import InvalidInputError, ProcessoSigilosoError
from core.pecas.domain import Geracao, ItemDoHistorico, PedidoDeGeracao, TipoDePeca
from core.pecas.service import PecaService
from core.processos.autos.service import AutosService

GRUPO = "relatorio"
_NADA_LIDO = (
    "O portal ainda não leu nenhum documento deste processo, e o relatório não foi pedido. "
    "Espere a leitura terminar ou peça a leitura dos documentos."
)


class RelatorioService:
    def __init__(self, autos: AutosService, pecas: PecaService) -> None:
        self._autos = autos
        self._pecas = pecas

    def request(self, numero_cnj: str, usuario_id: int) -> Geracao:
        """Put the report in the queue, or answer the one that is being written.

        Raises RecordNotFoundError, ProcessoSigilosoError, InvalidInputError while nothing was read, RateLimitError,
        QueueUnavailableError.
        """
        autos = self._autos.get(numero_cnj)
        if autos.is_sigiloso:
            raise ProcessoSigilosoError("secret case")
        if not any(documento.is_lido for documento in autos.abertos):
            raise InvalidInputError("nothing was read", user_message=_NADA_LIDO)
        pedido = PedidoDeGeracao(numero_cnj, TipoDePeca.RELATORIO_DO_PROCESSO, GRUPO)
        return self._pecas.request_geracao(pedido, usuario_id)

    def list_relatorios(self, numero_cnj: str, usuario_id: int) -> tuple[ItemDoHistorico, ...]:
        """The person's own reports of the case, newest first."""
        return self._pecas.list_do_processo(numero_cnj, TipoDePeca.RELATORIO_DO_PROCESSO, usuario_id)
