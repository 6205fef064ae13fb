"""Asks for the sheet of a pedido de cálculo, which the generator's machinery writes."""

from __future__ import annotations

from uuid import UUID

from core.calculo.pedido.domain import PedidoDeCalculo
from core.calculo.pedido.service import PedidoDeCalculoService
from core.errors import ForbiddenChangeError
from core.pecas.calculo.preparo import PreparoDoCalculo
from core.pecas.domain import Geracao, PedidoDeGeracao, TipoDePeca
from core.pecas.service import PecaService

GRUPO = "calculo"
_HA_MAIS_NOVO = (
    "Há um pedido mais novo deste processo, e a folha sairia dele. Abra o mais novo em Seus pedidos e peça a folha lá."
)


class FolhaService:
    def __init__(self, pedidos: PedidoDeCalculoService, pecas: PecaService) -> None:
        self._pedidos = pedidos
        self._pecas = pecas

    def request(self, pedido_id: UUID, usuario_id: int) -> Geracao:
        """Put the sheet in the queue, or answer the one that is being written.

        Raises ForbiddenChangeError without a calculation of the fields as they are, RateLimitError,
        QueueUnavailableError.
        """
        pedido = self._pedidos.get(pedido_id, usuario_id)
        newest, _ = PreparoDoCalculo(self._pedidos).require_calculado(pedido.numero_cnj, usuario_id)
        if newest.id != pedido_id:
            raise ForbiddenChangeError("a newer pedido", user_message=_HA_MAIS_NOVO)
        asked = PedidoDeGeracao(pedido.numero_cnj, TipoDePeca.PEDIDO_DE_CALCULO, GRUPO)
        geracao = self._pecas.request_geracao(asked, usuario_id)
        self._pedidos.save_folha(pedido_id, usuario_id, geracao.id)
        return geracao

    def find(self, pedido: PedidoDeCalculo) -> Geracao | None:
        """The sheet that was asked for last, whatever became of it."""
        return None if pedido.folha_id is None else self._pecas.get_geracao(pedido.folha_id, pedido.usuario_id)
