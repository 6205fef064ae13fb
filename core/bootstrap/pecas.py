"""The generator: the three agents, the curadoria and what becomes of a minuta."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from core.bootstrap.administracao import Administracao
from core.bootstrap.calculo import Calculo
from core.consumo.repository import ConsumoRepository
from core.exportacao.papel.repository import TimbreRepository
from core.exportacao.papel.service import TimbreService
from core.exportacao.repository import ArquivoRepository
from core.feedback.repository import FeedbackRepository
from core.feedback.service import FeedbackService
from core.infra.cache import Cache
from core.infra.queue import WorkQueue
from core.infra.slots import Slots
from core.pecas.agentes import Agentes, Preparo
from core.pecas.anexos.service import AnexoService
from core.pecas.calculo.preparo import PreparoDoCalculo
from core.pecas.calculo.service import FolhaService
from core.pecas.casos import CasoService
from core.pecas.classificacao import Classificador
from core.pecas.coletor import Acervo, Coletor
from core.pecas.conferencia.service import ConferenciaService
from core.pecas.conversa.repository import ConversaRepository
from core.pecas.conversa.revisor import Estante, Revisor
from core.pecas.conversa.service import Bancada, ConversaService
from core.pecas.curadoria.repository import CuradoriaRepository
from core.pecas.curadoria.service import CuradoriaService, Regras
from core.pecas.detector import Detector
from core.pecas.detector_de_tipo import DetectorDeTipo
from core.pecas.domain import TipoDePeca
from core.pecas.dossie.repository import DossieRepository
from core.pecas.dossie.service import Arquivos, DossieService, Fontes
from core.pecas.downloads import DownloadService, Textos
from core.pecas.edicao.repository import EdicaoRepository
from core.pecas.edicao.service import EdicaoService
from core.pecas.fila import Fila
from core.pecas.leitura import LeituraDePecasService, Partilha
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.redator import Redator
from core.pecas.relatorio.preparo import PreparoDoRelatorio
from core.pecas.relatorio.service import RelatorioService
from core.pecas.repository import GeracaoRepository
from core.pecas.resumos import Resumos
from core.pecas.revisao.repository import RevisaoRepository
from core.pecas.revisao.service import RevisaoService
from core.pecas.service import PecaService
from core.pecas.transporte import Transporte
from core.pecas.versoes import note_versoes
from core.usuarios.repository import UsuarioRepository

_EXAMES, _EXAMES_S = 1_000, 86_400.0
"""Exams of files whose early end is remembered, and for how long (seconds)."""


class Pecas(Calculo, Administracao):
    """Services of core.pecas."""

    @cached_property
    def _resumos(self) -> Resumos:
        cache = Cache(self.machinery.brief_client, "resumos", max_entries=self.settings.cache.resumos)
        return Resumos(GeracaoRepository(self._scope), cache, self.machinery.flights)

    @cached_property
    def anexos(self) -> AnexoService:
        classificador = Classificador(self.gemini, self._resumos, self.settings.gemini)
        services = (self.envios, self.processos, self.prompts)
        recusas = Cache(self.machinery.brief_client, "exames-recusados", max_entries=_EXAMES, ttl_s=_EXAMES_S)
        return AnexoService(*services, classificador, self.machinery.queue, recusas)

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
            Redator(*parts, self.modelos),
            DetectorDeTipo(self.processos, self.prompts, self.respostas, self.settings.gemini),
            lambda grupo: note_versoes(self.prompts, self.politicas, self.constantes, grupo, self.modelos),
            self._preparos,
        )
        return PecaService(repository, MinutaRepository(self._scope), agentes, self._transporte, self.settings.limits)

    @cached_property
    def _preparos(self) -> Mapping[TipoDePeca, Preparo]:
        """What gathers the material of the texts that are not the generator's."""
        return {
            TipoDePeca.PEDIDO_DE_CALCULO: PreparoDoCalculo(self.pedidos_de_calculo),
            TipoDePeca.RELATORIO_DO_PROCESSO: PreparoDoRelatorio(self.autos),
        }

    @cached_property
    def relatorios_do_processo(self) -> RelatorioService:
        return RelatorioService(self.autos, self.pecas)

    @cached_property
    def folhas_de_calculo(self) -> FolhaService:
        """Sheets of pedidos de cálculo."""
        return FolhaService(self.pedidos_de_calculo, self.pecas)

    @cached_property
    def _transporte(self) -> Transporte:
        machinery = self.machinery
        return Transporte(machinery.queue, machinery.channel, machinery.cancel, machinery.stopwatches, self.rates)

    @cached_property
    def conversa(self) -> ConversaService:
        estante = Estante(self.prompts, self.busca_de_modulos, self.autoridades)
        revisor = Revisor(self.pecas, self.processos, estante, self.gemini, self.modelos)
        bancada = Bancada(self.pecas, self.edicao, self.prompts)
        return ConversaService(
            ConversaRepository(self._scope), bancada, revisor, self._transporte, self.settings.limits
        )

    @cached_property
    def curadoria(self) -> CuradoriaService:
        repositories = (CuradoriaRepository(self._scope), GeracaoRepository(self._scope))
        return CuradoriaService(*repositories, self.pecas, Regras(self.prompts, self.politicas))

    @cached_property
    def conferencia(self) -> ConferenciaService:
        services = (self.pecas, self.processos, self.prompts, self.autoridades)
        return ConferenciaService(*services, lambda peca_id, usuario_id: self.edicao.get(peca_id, usuario_id).texto)

    @cached_property
    def casos(self) -> CasoService:
        """Cases for those who keep the library."""
        services = (self.curadoria, self.processos, self.prompts, self.constantes)
        return CasoService(
            GeracaoRepository(self._scope), *services, max_nivel_sigilo=self.settings.leitura.max_nivel_sigilo
        )

    @cached_property
    def fila(self) -> Fila:
        """Places of those who wait; its connections give up soon, because pages stand open on it."""
        client = self.machinery.brief_client
        return Fila(WorkQueue(client), Slots(client, self.settings.limits))

    @cached_property
    def timbres(self) -> TimbreService:
        """Letterheads."""
        repositories = (TimbreRepository(self._scope), ArquivoRepository(self._scope))
        return TimbreService(*repositories, self.machinery.queue, self.settings.exportacao)

    @cached_property
    def downloads(self) -> DownloadService:
        repositories = (MinutaRepository(self._scope), self.edicao, RevisaoRepository(self._scope))
        textos = Textos(*repositories, self.leituras_de_pecas)
        transporte = (self.machinery.queue, self.rates)
        arquivos = ArquivoRepository(self._scope)
        return DownloadService(textos, arquivos, self.timbres, transporte, self.settings.exportacao)

    @cached_property
    def leituras_de_pecas(self) -> LeituraDePecasService:
        """Peças of other people."""
        partilha = Partilha(self.compartilhamentos, UsuarioRepository(self._scope), self.auditoria)
        return LeituraDePecasService(GeracaoRepository(self._scope), MinutaRepository(self._scope), partilha)

    @cached_property
    def edicao(self) -> EdicaoService:
        return EdicaoService(EdicaoRepository(self._scope))

    @cached_property
    def revisao(self) -> RevisaoService:
        return RevisaoService(RevisaoRepository(self._scope), self.edicao, self.conferencia)

    @cached_property
    def feedback(self) -> FeedbackService:
        return FeedbackService(FeedbackRepository(self._scope), self._get_versao)

    @cached_property
    def dossie(self) -> DossieService:
        arquivos = Arquivos(
            DossieRepository(self._scope),
            MinutaRepository(self._scope),
            GeracaoRepository(self._scope),
            CuradoriaRepository(self._scope),
            ConversaRepository(self._scope),
            RevisaoRepository(self._scope),
            ConsumoRepository(self._scope),
        )
        fontes = Fontes(self.pecas, self.autos, self.conferencia, self.feedback)
        return DossieService(arquivos, fontes, self.machinery.queue)

    def _get_versao(self, peca_id: UUID, usuario_id: int) -> int:
        """The newest version of a person's own peça."""
        return self.pecas.get_peca(peca_id, usuario_id).versao.numero
