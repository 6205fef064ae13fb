"""Lots of documents to classify."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.autos import Autos
from core.bootstrap.biblioteca import Biblioteca
from core.classificador.itens.arquivos import ArquivoDoLoteService
from core.classificador.itens.repository import ItemRepository
from core.classificador.itens.service import ItemService
from core.classificador.local import ModeloDisponivel
from core.classificador.remessas.repository import RemessaRepository
from core.classificador.remessas.service import RemessaService
from core.classificador.repository import LoteRepository
from core.classificador.service import LoteService, Regras
from core.classificador.trabalho.classificador import ClassificadorDeDocumento
from core.classificador.trabalho.fontes import AbridorDeFontes
from core.classificador.trabalho.leitura import LeitorDeItens
from core.classificador.trabalho.service import ClassificadorDeItens, Partes, Permissoes, TrabalhoService
from core.classificador.trabalho.tokens import Contador
from core.exportacao.repository import ArquivoRepository
from core.infra.cache import Cache
from core.infra.queue import QueueName
from core.processos.repository import ProcessoRepository
from core.settings import LimitsSettings


class Classificador(Biblioteca, Autos):
    """Services of core.classificador."""

    @cached_property
    def remessas(self) -> RemessaService:
        settings = (self.settings.classificador, self.settings.leitura)
        return RemessaService(RemessaRepository(self._scope), ProcessoRepository(self._scope), settings)

    @cached_property
    def lotes(self) -> LoteService:
        regras = Regras(self.settings.classificador, self.settings.gemini, self.tariff.list_priced, self._list_locais)
        parts = (self.remessas, self.prompts, self.machinery.queue, self.rates)
        return LoteService(LoteRepository(self._scope), *parts, regras)

    @cached_property
    def itens(self) -> ItemService:
        parts = (self.lotes, self.prompts, self.processos, ProcessoRepository(self._scope))
        return ItemService(ItemRepository(self._scope), *parts)

    @cached_property
    def arquivos_de_lotes(self) -> ArquivoDoLoteService:
        parts = (ArquivoRepository(self._scope), self.machinery.queue, self.rates)
        return ArquivoDoLoteService(self.lotes, self.itens, *parts)

    @cached_property
    def contador(self) -> Contador:
        client, max_entries = self.machinery.brief_client, self.settings.classificador.contagens
        return Contador(self.gemini, Cache(client, "contagens", max_entries=max_entries))

    @cached_property
    def trabalhos(self) -> TrabalhoService:
        """What the worker of a lot does."""
        price_brl, max_chars = self.tariff.price_brl, self.settings.gemini.max_input_chars
        classificador = ClassificadorDeDocumento(self.gemini, self.contador, price_brl, max_chars=max_chars)
        return self._build_trabalho(classificador, self.settings.limits)

    def _list_locais(self) -> tuple[ModeloDisponivel, ...]:
        """Models trained here: those that the registry has in use."""
        return ()

    def _build_trabalho(
        self, classificador: ClassificadorDeItens, limits: LimitsSettings, fila: QueueName = QueueName.LOTES
    ) -> TrabalhoService:
        repository, settings = LoteRepository(self._scope), (self.settings.classificador, self.settings.leitura)
        partes = Partes(
            AbridorDeFontes(repository, self.remessas, self.processos, settings),
            LeitorDeItens(repository, self.processos, ProcessoRepository(self._scope)),
            classificador,
            fila,
        )
        machinery = self.machinery
        permissoes = Permissoes(machinery.slots, limits, lambda: machinery.guard.caller)
        return TrabalhoService(repository, self.prompts, partes, machinery.queue, permissoes)
