"""The calculations: the tables they are made with, and the pedidos that people make."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.autos import Autos
from core.bootstrap.biblioteca import Biblioteca
from core.calculo.pedido.extrator import Extrator
from core.calculo.pedido.leitura import Leitor
from core.calculo.pedido.planilhas import PlanilhaService
from core.calculo.pedido.preparador import Preparador
from core.calculo.pedido.repository import PedidoDeCalculoRepository
from core.calculo.pedido.service import Meios, PedidoDeCalculoService
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.service import TabelaService
from core.exportacao.repository import ArquivoRepository


class Calculo(Biblioteca, Autos):
    """Services of core.calculo."""

    @cached_property
    def tabelas_de_calculo(self) -> TabelaService:
        guardados = PedidoDeCalculoRepository(self._scope).list_guardados
        return TabelaService(TabelaRepository(self._scope), guardados)

    @cached_property
    def planilhas_de_calculo(self) -> PlanilhaService:
        arquivos, transporte = ArquivoRepository(self._scope), (self.machinery.queue, self.rates)
        return PlanilhaService(PedidoDeCalculoRepository(self._scope), self.tabelas_de_calculo, arquivos, transporte)

    @cached_property
    def pedidos_de_calculo(self) -> PedidoDeCalculoService:
        machinery = self.machinery
        leitor = Leitor(self.processos, max_nivel_sigilo=self.settings.leitura.max_nivel_sigilo)
        extrator = Extrator(self.gemini, self.prompts, self.modelos, max_chars=self.settings.gemini.max_input_chars)
        preparador = Preparador(self.processos, leitor, extrator, self.tabelas_de_calculo)
        meios = Meios(machinery.queue, machinery.channel, machinery.cancel, machinery.stopwatches, self.rates)
        repository = PedidoDeCalculoRepository(self._scope)
        return PedidoDeCalculoService(repository, preparador, self.tabelas_de_calculo, meios, self.settings.limits)
