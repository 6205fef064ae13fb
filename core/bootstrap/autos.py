"""The cases: the court, the documents, their reading and their pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from core.bootstrap.base import Base
from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.roteador import RoteadorDeTribunal
from core.clients.tribunal.tjms import TjmsClient
from core.processos.autos.buscas import BuscaService
from core.processos.autos.obras.imagens import ImagemService
from core.processos.autos.obras.repository import ImagemRepository, VolumeRepository
from core.processos.autos.obras.volumes import VolumeService
from core.processos.autos.repository import AutosRepository
from core.processos.autos.service import AutosService
from core.processos.domain import Sistema, Tribunal
from core.processos.envios.repository import EnvioRepository
from core.processos.envios.service import EnvioService
from core.processos.leitura.fila import FilaDeLeitura
from core.processos.leitura.repository import PaginaRepository
from core.processos.leitura.service import LeituraService
from core.processos.repository import ProcessoRepository
from core.processos.service import ProcessoService


class Autos(Base):
    """Services of core.processos."""

    @cached_property
    def processos(self) -> ProcessoService:
        settings = (self.settings.tribunal, self.settings.leitura)
        machinery = self.machinery
        repository = ProcessoRepository(self._scope)
        tribunal = self._build_tribunal(repository.find_sistema)
        parts = (repository, tribunal, machinery.queue, machinery.flights, settings)
        return ProcessoService(*parts, lambda: machinery.guard.caller)

    @cached_property
    def leituras(self) -> LeituraService:
        fila = FilaDeLeitura(self.machinery.queue, self.settings.leitura)
        return LeituraService(PaginaRepository(self._scope), fila)

    @cached_property
    def envios(self) -> EnvioService:
        return EnvioService(EnvioRepository(self._scope), ProcessoRepository(self._scope), self.settings.anexos)

    @cached_property
    def autos(self) -> AutosService:
        repositories = (AutosRepository(self._scope), ProcessoRepository(self._scope))
        return AutosService(*repositories, self.leituras, self.rates, self.settings.leitura)

    @cached_property
    def buscas(self) -> BuscaService:
        services = (self.autos, self.processos, self.leituras)
        return BuscaService(AutosRepository(self._scope), *services, self.machinery.queue, self.rates)

    @cached_property
    def imagens(self) -> ImagemService:
        repositories = (ImagemRepository(self._scope), ProcessoRepository(self._scope))
        return ImagemService(*repositories, self.machinery.queue, self.settings.autos)

    @cached_property
    def volumes(self) -> VolumeService:
        repositories = (VolumeRepository(self._scope), ProcessoRepository(self._scope))
        return VolumeService(self.autos, repositories, self.machinery.queue, self.rates, self.settings.autos)

    def _build_tribunal(self, recall: Callable[[str], Sistema | None]) -> Tribunal:
        """SAJ alone, or with eproc beside it where its address is given."""
        settings, guard = self.settings.tribunal, self.machinery.guard
        saj = TjmsClient(settings, guard)
        if not settings.eproc_url:
            return saj
        return RoteadorDeTribunal({Sistema.SAJ: saj, Sistema.EPROC: EprocClient(settings, guard)}, recall)
