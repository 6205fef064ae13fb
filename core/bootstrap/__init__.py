"""Builds every object once, from the settings. The only place that knows how the parts fit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import redis
import redis.asyncio
from sqlalchemy import text

from core.ajustes.repository import AjusteRepository
from core.bootstrap.administracao import Administracao
from core.bootstrap.assistencia import Assistencia
from core.bootstrap.base import Machinery
from core.bootstrap.bert import Bert
from core.bootstrap.calculo import Calculo
from core.bootstrap.lgpd import Lgpd
from core.bootstrap.pecas import Pecas
from core.bootstrap.relatorios import Relatorios
from core.consumo.repository import ConsumoRepository
from core.infra.breaker import Breaker
from core.infra.cache import Cache
from core.infra.cancel import CancelSwitch
from core.infra.channel import Channel
from core.infra.db import DATABASE_SILENT, DatabaseProbe, build_engine, build_session_scope
from core.infra.defences import build_defences
from core.infra.failopen import build_brief_redis
from core.infra.flight import Flights
from core.infra.guard import Guard
from core.infra.health import Servers, describe_health
from core.infra.ledger import Ledger
from core.infra.live import Live
from core.infra.metrics import Gauges, Sources
from core.infra.processes import ProcessBook
from core.infra.prometheus import render_metrics
from core.infra.queue import WorkQueue
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
from core.pecas.repository import GeracaoRepository
from core.settings import Settings, SettingsError

SERVERS_AWAY = (*DATABASE_SILENT, redis.RedisError)
"""What is raised while PostgreSQL or Redis does not answer: no fault of the work, which can be done later."""


class Services(Pecas, Assistencia, Calculo, Bert, Relatorios, Lgpd, Administracao):
    """The product of one process. Expensive parts are built when first used."""

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
    def operacao(self) -> OperacaoService:
        pecas = Registro(self.pecas.end_lost, self.pecas.reopen_lost)
        buscas = Registro(self.buscas.end_lost, self.buscas.reopen_lost)
        ajustes = Registro(self.conversa.end_lost, self.conversa.reopen_lost)
        perguntas = Registro(self.assistencia.end_lost, self.assistencia.reopen_lost)
        calculos = Registro(self.pedidos_de_calculo.end_lost, self.pedidos_de_calculo.reopen_lost)
        lotes = Registro(self.lotes.end_lost, self.lotes.reopen_lost)
        treinos = Registro(self.treinamentos.end_lost, self.treinamentos.reopen_lost)
        tipos = {
            "jobs.train_bert.run": TipoDeTrabalho("Treinamento", treinos),
            "jobs.examine_dataset.run": TipoDeTrabalho("Exame de um conjunto de textos"),
            "jobs.classify_lote.run": TipoDeTrabalho("Lote de classificação", lotes),
            "jobs.classify_local.run": TipoDeTrabalho("Lote de classificação", lotes),
            "jobs.revise_secao.run": TipoDeTrabalho("Pedido ao assistente de redação", ajustes),
            "jobs.answer_pergunta.run": TipoDeTrabalho("Pergunta sobre um processo", perguntas),
            "jobs.prepare_calculo.run": TipoDeTrabalho("Pedido de cálculo", calculos),
            "jobs.generate_peca.run": TipoDeTrabalho("Geração de peça", pecas),
            "jobs.read_documento.run": TipoDeTrabalho("Leitura de documento"),
            "jobs.export_peca.run": TipoDeTrabalho("Arquivo de uma peça"),
            "jobs.export_planilha.run": TipoDeTrabalho("Planilha de um cálculo"),
            "jobs.export_lote.run": TipoDeTrabalho("Arquivo de um lote"),
            "jobs.make_relatorio_mensal.run": TipoDeTrabalho("Relatório mensal"),
            "jobs.make_folha.run": TipoDeTrabalho("Folha de um relatório"),
            "jobs.purge_dados.run": TipoDeTrabalho("Apagar dados com prazo vencido"),
            "jobs.copy_titular.run": TipoDeTrabalho("Reunir os dados de um titular"),
            "jobs.erase_titular.run": TipoDeTrabalho("Eliminar os dados de um titular"),
            "jobs.verify_auditoria.run": TipoDeTrabalho("Conferir a auditoria"),
            "jobs.examine_timbre.run": TipoDeTrabalho("Exame de papel timbrado"),
            "jobs.close_dossie.run": TipoDeTrabalho("Dossiê de peça"),
            "jobs.fetch_autos.run": TipoDeTrabalho("Busca de autos no TJMS", buscas),
            "jobs.draw_paginas.run": TipoDeTrabalho("Imagens de páginas"),
            "jobs.bind_volume.run": TipoDeTrabalho("PDF de um processo inteiro"),
            "jobs.examine_envio.run": TipoDeTrabalho("Exame de arquivos enviados"),
        }
        repository = TarefaMortaRepository(self._scope, tipos)
        return OperacaoService(repository, self.machinery.queue, WorkLog(self.machinery.client), tipos)

    def health(self) -> dict[str, object]:
        """Whether the portal can work, part by part. Raises nothing: a dead part is reported."""
        is_demonstration = self.settings.web.is_demonstration
        servers = Servers(self._ping_database, self.machinery.brief_client, is_demonstration)
        return describe_health(self.gauges.read(), servers)

    def has_servers(self) -> bool:
        """Whether the database and Redis answer."""
        try:
            return self._ping_database() and bool(self.machinery.client.ping())
        except redis.RedisError:
            return False

    def tell_of_process(self, kind: str) -> None:
        """Let the operators see what this process takes, for as long as it lives."""
        ProcessBook(self.machinery.brief_client).note_forever(kind)

    def render_metrics(self) -> bytes:
        """All measures as Prometheus reads them. Raises nothing: a part that is away is reported."""
        return render_metrics(self.gauges.read(), self.rates)

    def preload(self) -> None:
        """Build what is otherwise built on first use."""
        _ = self.usuarios, self.prompts, self.gemini, self.processos, self.leituras, self.pecas, self.downloads
        _ = self.autos, self.buscas, self.imagens, self.volumes, self.anexos, self.busca_de_modulos, self.conversa
        _ = self.assistencia
        _ = self.trabalhos, self.arquivos_de_lotes
        _ = self.pedidos_de_calculo, self.planilhas_de_calculo, self.tabelas_de_calculo

    def end_calls(self) -> None:
        """End all calls to other systems, then give back what this process holds; these services call no more."""
        self.machinery.guard.end_calls()
        self.machinery.ledger.flush()
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
    is_small = is_worker or process == "schedule"  # what runs as often as there is work shares the server
    engine = build_engine(settings.database, application_name=f"portal-{process}", is_worker=is_small)
    scope = build_session_scope(engine)
    live = Live(brief_client, AjusteRepository(scope).read_state)
    slots = Slots(client, settings.limits, owner=f"{process}-{os.getpid()}", brief_client=brief_client)
    queue_client = build_worker_redis(settings.redis) if is_worker else build_queue_redis(settings.redis)
    groups = (settings.limits, settings.gemini, settings.tribunal)
    guard = Guard(slots, settings.limits, build_defences(brief_client, *groups, live))
    if not is_worker:  # somebody looks on; a job says itself on whose behalf it calls
        guard.caller = Caller(service_class=ServiceClass.INTERACTIVE)
    guard.ledger = ledger = Ledger(ConsumoRepository(scope).add)
    machinery = Machinery(
        engine=engine,
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
        ledger=ledger,
        live=live,
    )
    return Services(settings, machinery)
