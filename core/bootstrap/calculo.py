"""The calculations: the tables they are made with, and the pedidos that people make."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.autos import Autos
from core.bootstrap.biblioteca import Biblioteca
from core.calculo.pedido.preparador import Preparador
from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.calculo.pedido.service import Meios, PedidoDeCalculoService
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.service import TabelaService


class Calculo(Biblioteca, Autos):
    """Services of core.calculo."""

    @cached_property
    def tabelas_de_calculo(self) -> TabelaService:
        guardados = PedidoDeCalculoRepository(self._scope).list_guardados
        return TabelaService(TabelaRepository(self._scope), guardados)

    @cached_property
    def pedidos_de_calculo(self) -> PedidoDeCalculoService:
        machinery = self.machinery
        preparador = Preparador(self.processos)
        meios = Meios(machinery.queue, machinery.channel, machinery.cancel, machinery.stopwatches, self.rates)
        repository = PedidoDeCalculoRepository(self._scope)
        return PedidoDeCalculoService(repository, preparador, self.tabelas_de_calculo, meios, self.settings.limits)
