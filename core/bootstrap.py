"""Builds every object once, from the settings. The only place that knows how the parts fit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import redis
import redis.asyncio
from sqlalchemy import Engine, text

from core.clients.gemini import GeminiClient
from core.clients.passwords import Passwords
from core.clients.respostas import Respostas
from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.roteador import RoteadorDeTribunal
from core.clients.tribunal.tjms import TjmsClient
from core.exportacao.repository import ArquivoRepository
from core.infra.breaker import Breaker
from core.infra.cache import Cache
from core.infra.cancel import CancelSwitch
from core.infra.channel import Channel
from core.infra.db import DATABASE_SILENT, DatabaseProbe, build_engine, build_session_scope
from core.infra.defences import build_defences
from core.infra.failopen import build_brief_redis
from core.infra.flight import Flights
from core.infra.guard import Guard
from core.infra.metrics import Gauges, Sources
from core.infra.prometheus import render_metrics
from core.infra.queue import WorkQueue
from core.infra.rate import RateLimits
from core.infra.redis import (
    RedisNotDurableError,
    build_async_redis,
    build_queue_redis,
    build_redis,
    build_worker_redis,
    require_durable,
)
from core.infra.slots import Caller, ServiceClass, Slots
from core.infra.stopwatch import Stopwatches
from core.infra.worklog import WorkLog
from core.operacao.domain import Registro, TipoDeTrabalho
from core.operacao.repository import TarefaMortaRepository
from core.operacao.service import OperacaoService
from core.pecas.anexos.service import AnexoService
from core.pecas.classificacao import Classificador
from core.pecas.coletor import Acervo, Coletor
from core.pecas.curadoria.repository import CuradoriaRepository
from core.pecas.curadoria.service import CuradoriaService, Regras
from core.pecas.detector import Detector
from core.pecas.detector_de_tipo import DetectorDeTipo
from core.pecas.domain import TIPOS_DE_PECA
from core.pecas.downloads import DownloadService
from core.pecas.fila import Fila
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.redator import Redator
from core.pecas.repository import GeracaoRepository
from core.pecas.resumos import Resumos
from core.pecas.service import Agentes, PecaService, Transporte
from core.pecas.versoes import note_versoes
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
from core.prompts.modulos.repository import ModuloRepository
from core.prompts.modulos.service import ModuloService
from core.prompts.politicas.repository import PoliticaRepository
from core.prompts.politicas.service import PoliticaService
from core.prompts.rascunho import RascunhoService
from core.prompts.repository import PromptRepository
from core.prompts.service import PromptService
from core.settings import Settings, SettingsError
from core.usuarios.repository import UsuarioRepository
from core.usuarios.service import UsuarioService

SERVERS_AWAY = (*DATABASE_SILENT, redis.RedisError)
"""What is raised while PostgreSQL or Redis does not answer: no fault of the work, which can be done later."""


@dataclass(frozen=True)
class Machinery:
    """What the services stand on; jobs use it to publish and to give permits back."""

    engine: Engine
    client: redis.Redis
    queue_client: redis.Redis
    async_client: redis.asyncio.Redis
    slots: Slots
    guard: Guard
    channel: Channel
    cancel: CancelSwitch
    stopwatches: Stopwatches
    queue: WorkQueue
    brief_client: redis.Redis
    flights: Flights


class Services:
    """The product of one process. Expensive parts are built when first used."""

    def __init__(self, settings: Settings, machinery: Machinery) -> None:
        self.settings = settings
        self.machinery = machinery
        self._scope = build_session_scope(machinery.engine)

    @cached_property
    def rates(self) -> RateLimits:
        return RateLimits(self.settings.redis, self.settings.limits)

    @cached_property
    def gauges(self) -> Gauges:
        """Measures for the operators; its connections give up soon, whatever those of the work do."""
        client, settings = build_brief_redis(self.settings.redis), self.settings
        sources = Sources(
            slots=Slots(client, settings.limits),
            breaker=Breaker(client, {}),
            guarded=("gemini", "tjms_saj", "tjms_eproc"),
            caches={
                "resumos": Cache(client, "resumos", max_entries=settings.cache.resumos),
                "respostas": Cache(client, "respostas", max_entries=settings.cache.respostas),
            },
            database=DatabaseProbe(self.machinery.engine, settings.database),
            list_open=GeracaoRepository(self._scope).list_open,
            count_dead_letters=self.operacao.count_mortas,
        )
        return Gauges(client, sources)

    @cached_property
    def usuarios(self) -> UsuarioService:
        return UsuarioService(UsuarioRepository(self._scope), settings=self.settings.web, passwords=Passwords())

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
        tipos_de_peca = {tipo.value: tipo.label for tipo in TIPOS_DE_PECA}
        return ModuloService(ModuloRepository(self._scope, tipos_de_peca))

    @cached_property
    def gemini(self) -> GeminiClient:
        sigilo = Sigilo(ProcessoRepository(self._scope), self.settings.leitura)
        return GeminiClient(self.settings.gemini, self.machinery.guard, sigilo.require_aberto)

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
        return RascunhoService(self.prompts, self.gemini, self.rates, self.settings.gemini.modelo_rascunho)

    @cached_property
    def respostas(self) -> Respostas:
        settings = self.settings.cache
        client = self.machinery.brief_client
        cache = Cache(client, "respostas", max_entries=settings.respostas, ttl_s=settings.respostas_s)
        return Respostas(self.gemini, cache, self.machinery.flights, max_temperatura=settings.temperatura_maxima)

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

    @cached_property
    def _resumos(self) -> Resumos:
        cache = Cache(self.machinery.brief_client, "resumos", max_entries=self.settings.cache.resumos)
        return Resumos(GeracaoRepository(self._scope), cache, self.machinery.flights)

    @cached_property
    def anexos(self) -> AnexoService:
        classificador = Classificador(self.gemini, self._resumos, self.settings.gemini)
        services = (self.envios, self.processos, self.prompts)
        return AnexoService(*services, classificador, self.machinery.queue)

    @cached_property
    def pecas(self) -> PecaService:
        repository = GeracaoRepository(self._scope)
        parts = (repository, self.processos, self.prompts, self.gemini)
        agentes = Agentes(
            Coletor(
                repository,
                self.processos,
                Acervo(self.prompts, self.constantes),
                self.gemini,
                self._resumos,
                self.settings,
            ),
            Detector(self.prompts, self.politicas, self.respostas, self.settings.gemini),
            Redator(*parts, self.settings.gemini),
            DetectorDeTipo(self.processos, self.prompts, self.respostas, self.settings.gemini),
            lambda grupo: note_versoes(self.prompts, self.politicas, self.constantes, grupo, self.settings.gemini),
        )
        machinery = self.machinery
        transporte = Transporte(machinery.queue, machinery.channel, machinery.cancel, machinery.stopwatches, self.rates)
        return PecaService(repository, MinutaRepository(self._scope), agentes, transporte, self.settings.limits)

    @cached_property
    def curadoria(self) -> CuradoriaService:
        repositories = (CuradoriaRepository(self._scope), GeracaoRepository(self._scope))
        return CuradoriaService(*repositories, self.pecas, Regras(self.prompts, self.politicas))

    @cached_property
    def fila(self) -> Fila:
        """Places of those who wait; its connections give up soon, because pages stand open on it."""
        client = self.machinery.brief_client
        return Fila(WorkQueue(client), Slots(client, self.settings.limits))

    @cached_property
    def downloads(self) -> DownloadService:
        repositories = (MinutaRepository(self._scope), ArquivoRepository(self._scope))
        return DownloadService(*repositories, self.machinery.queue, self.rates)

    @cached_property
    def operacao(self) -> OperacaoService:
        pecas = Registro(self.pecas.end_lost, self.pecas.reopen_lost)
        buscas = Registro(self.buscas.end_lost, self.buscas.reopen_lost)
        tipos = {
            "jobs.generate_peca.run": TipoDeTrabalho("Geração de peça", pecas),
            "jobs.read_documento.run": TipoDeTrabalho("Leitura de documento"),
            "jobs.export_peca.run": TipoDeTrabalho("Arquivo Word"),
            "jobs.fetch_autos.run": TipoDeTrabalho("Busca de autos no TJMS", buscas),
            "jobs.draw_paginas.run": TipoDeTrabalho("Imagens de páginas"),
            "jobs.bind_volume.run": TipoDeTrabalho("PDF de um processo inteiro"),
            "jobs.examine_envio.run": TipoDeTrabalho("Exame de arquivos enviados"),
        }
        repository = TarefaMortaRepository(self._scope, tipos)
        return OperacaoService(repository, self.machinery.queue, WorkLog(self.machinery.client), tipos)

    def health(self) -> dict[str, object]:
        """Whether the database and Redis answer. Raises nothing: a dead part is reported."""
        parts = {"database": self._ping_database(), "redis": self._ping_redis()}
        return {"status": "ok" if all(parts.values()) else "degraded", **parts}

    def render_metrics(self) -> bytes:
        """All measures as Prometheus reads them. Raises nothing: a part that is away is reported."""
        return render_metrics(self.gauges.read(), self.rates)

    def preload(self) -> None:
        """Build what is otherwise built on first use."""
        _ = self.usuarios, self.prompts, self.gemini, self.processos, self.leituras, self.pecas, self.downloads
        _ = self.autos, self.buscas, self.imagens, self.volumes, self.anexos, self.busca_de_modulos

    def end_calls(self) -> None:
        """End all calls to other systems, then give back what this process holds; these services call no more."""
        self.machinery.guard.end_calls()
        self.machinery.flights.release_all()

    def close(self) -> None:
        """Close all connections of this process; they open again when needed."""
        self.machinery.guard.lines.shut()
        self.machinery.engine.dispose()
        self.machinery.client.close()
        self.machinery.queue_client.close()
        self.machinery.brief_client.close()

    def _ping_database(self) -> bool:
        try:
            with self.machinery.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SERVERS_AWAY:
            return False
        return True

    def _ping_redis(self) -> bool:
        try:
            return bool(self.machinery.client.ping())
        except redis.RedisError:
            return False


@contextmanager
def refusing_in_words() -> Iterator[None]:
    """End a process that must not start as it is set up: with the reason as its last words, and no traceback."""
    try:
        yield
    except (SettingsError, RedisNotDurableError) as error:
        raise SystemExit(str(error)) from None


def build_services(settings: Settings, *, process: str, is_worker: bool = False) -> Services:
    """The services of a process. Raises RedisNotDurableError on a Redis that would lose jobs."""
    client = build_redis(settings.redis, is_patient=is_worker)
    if settings.redis.requires_aof:
        require_durable(client)
    brief_client = build_brief_redis(settings.redis)
    slots = Slots(client, settings.limits, owner=f"{process}-{os.getpid()}", brief_client=brief_client)
    queue_client = build_worker_redis(settings.redis) if is_worker else build_queue_redis(settings.redis)
    groups = (settings.limits, settings.gemini, settings.tribunal)
    guard = Guard(slots, settings.limits, build_defences(brief_client, *groups))
    if not is_worker:  # somebody looks on; a job says itself on whose behalf it calls
        guard.caller = Caller(service_class=ServiceClass.INTERACTIVE)
    machinery = Machinery(
        engine=build_engine(settings.database, application_name=f"portal-{process}", is_worker=is_worker),
        client=client,
        queue_client=queue_client,
        async_client=build_async_redis(settings.redis),
        slots=slots,
        guard=guard,
        channel=Channel(client),
        cancel=CancelSwitch(client),
        stopwatches=Stopwatches(client),
        queue=WorkQueue(queue_client),
        brief_client=brief_client,
        flights=Flights(brief_client, get_caller=lambda: guard.caller),
    )
    return Services(settings, machinery)
