"""The office's knowledge and the model that reads it: instructions, modules, rules, categories, authorities."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.base import Base
from core.clients.gemini import GeminiClient
from core.clients.respostas import Respostas
from core.infra.cache import Cache
from core.pecas.domain import TIPOS_DE_PECA, TIPOS_PREPARADOS
from core.processos.pseudonimos import Pseudonimos
from core.processos.repository import ProcessoRepository
from core.processos.sigilo import Sigilo
from core.prompts.autoridades.repository import AutoridadeRepository
from core.prompts.autoridades.service import AutoridadeService
from core.prompts.busca.repository import BuscaRepository
from core.prompts.busca.service import BuscaDeModulosService
from core.prompts.categorias.repository import CategoriaRepository
from core.prompts.categorias.service import CategoriaService
from core.prompts.cenarios.repository import CenarioRepository
from core.prompts.cenarios.service import CenarioService
from core.prompts.constantes.repository import ConstanteRepository
from core.prompts.constantes.service import ConstanteService
from core.prompts.modulos.rascunhos import RascunhoDeModuloService
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.service import ModuloService
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.politicas.service import PoliticaService
from core.prompts.rascunho import RascunhoService
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService

_RASCUNHOS, _RASCUNHOS_S = 500, 7 * 86_400.0
"""Edits of modules that are kept, and for how long (seconds) after the last key."""


class Biblioteca(Base):
    """Services of core.prompts and the client of the model."""

    @cached_property
    def prompts(self) -> PromptService:
        return PromptService(PromptRepository(self._scope))

    @cached_property
    def cenarios(self) -> CenarioService:
        repositories = (PromptRepository(self._scope), PoliticaRepository(self._scope))
        return CenarioService(CenarioRepository(self._scope), *repositories)

    @cached_property
    def politicas(self) -> PoliticaService:
        return PoliticaService(PoliticaRepository(self._scope), PromptRepository(self._scope))

    @cached_property
    def autoridades(self) -> AutoridadeService:
        return AutoridadeService(AutoridadeRepository(self._scope))

    @cached_property
    def categorias(self) -> CategoriaService:
        return CategoriaService(CategoriaRepository(self._scope))

    @cached_property
    def constantes(self) -> ConstanteService:
        return ConstanteService(ConstanteRepository(self._scope))

    @cached_property
    def modulos(self) -> ModuloService:
        tipos_de_peca = {tipo.value: tipo.label for tipo in (*TIPOS_DE_PECA, *sorted(TIPOS_PREPARADOS))}
        return ModuloService(ModuloRepository(self._scope, tipos_de_peca))

    @cached_property
    def rascunhos_de_modulo(self) -> RascunhoDeModuloService:
        """Edits that are not published yet."""
        client = self.machinery.brief_client
        return RascunhoDeModuloService(Cache(client, "rascunhos", max_entries=_RASCUNHOS, ttl_s=_RASCUNHOS_S))

    @cached_property
    def gemini(self) -> GeminiClient:
        repository, settings = ProcessoRepository(self._scope), self.settings
        sigilo, pseudonimos = Sigilo(repository, settings.leitura), Pseudonimos(repository, self.machinery.live)
        build_mascara = pseudonimos.build_mascara
        return GeminiClient(settings.gemini, self.machinery.guard, sigilo.require_aberto, build_mascara=build_mascara)

    @cached_property
    def busca_de_modulos(self) -> BuscaDeModulosService:
        settings = self.settings.cache
        client = self.machinery.brief_client
        cache = Cache(client, "consultas", max_entries=settings.consultas, ttl_s=settings.consultas_s)
        parts = (BuscaRepository(self._scope), self.gemini, cache, self.machinery.queue)
        return BuscaDeModulosService(*parts, self.settings.gemini)

    @cached_property
    def rascunhos(self) -> RascunhoService:
        """Drafts of rules."""
        return RascunhoService(self.prompts, self.gemini, self.rates, self.modelos)

    @cached_property
    def respostas(self) -> Respostas:
        settings = self.settings.cache
        client = self.machinery.brief_client
        cache = Cache(client, "respostas", max_entries=settings.respostas, ttl_s=settings.respostas_s)
        return Respostas(self.gemini, cache, self.machinery.flights, max_temperatura=settings.temperatura_maxima)
