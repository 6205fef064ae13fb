"""Datasets, trainings and the registry of trained models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from statistics import median
from typing import BinaryIO
from uuid import UUID

from core.bert.dados.domain import Amostra
from core.bert.datasets.domain import OrigemDisponivel, OrigemDoDataset, Origens
from core.bert.datasets.repository import DatasetRepository
from core.bert.datasets.service import DatasetService
from core.bert.inferencia.service import InferenciaService, Meios
from core.bert.modelos.domain import EstadoDoModelo, Modelo
from core.bert.modelos.repository import ModeloRepository
from core.bert.modelos.service import ModeloService
from core.bert.treinamentos.repository import TreinamentoRepository
from core.bert.treinamentos.service import TreinamentoService
from core.bootstrap.laboratorio import Laboratorio
from core.classificador.gabarito.domain import CasoDoGabarito
from core.classificador.gabarito.service import build_caso
from core.classificador.local import ModeloDisponivel
from core.classificador.trabalho.local import ClassificadorLocal, ModeloCarregado
from core.classificador.trabalho.service import TrabalhoService
from core.infra.cache import Cache
from core.infra.queue import QueueName

_INFERENCIAS, _INFERENCIAS_S = 1_000, 86_400.0
"""Tests of models whose request and result are kept, and for how long (seconds)."""


class Bert(Laboratorio):
    """Services of the trainings."""

    @cached_property
    def datasets(self) -> DatasetService:
        origens = Origens(self._list_origens, self._read_gabarito, self._read_lote, self._mark_lote)
        return DatasetService(DatasetRepository(self._scope), self.machinery.queue, origens, self.settings.bert)

    @cached_property
    def treinamentos(self) -> TreinamentoService:
        repositories = (TreinamentoRepository(self._scope), DatasetRepository(self._scope))
        return TreinamentoService(*repositories, self.machinery.queue, self.settings.bert)

    @cached_property
    def modelos_treinados(self) -> ModeloService:
        return ModeloService(ModeloRepository(self._scope), self.settings.bert.pasta, self.settings.bert.guarda_dias)

    @cached_property
    def inferencias(self) -> InferenciaService:
        """Texts asked of a trained model."""
        machinery = self.machinery
        guardados = Cache(machinery.brief_client, "inferencias", max_entries=2 * _INFERENCIAS, ttl_s=_INFERENCIAS_S)
        meios = Meios(machinery.queue, self.rates, guardados, self._keep_arquivo, self._read_texto)
        return InferenciaService(self.modelos_treinados, meios)

    def build_trabalho_local(self, modelo_id: UUID, load: Callable[[], ModeloCarregado]) -> TrabalhoService:
        """What the worker of a lot does whose answers come from a model trained here. Raises RecordNotFoundError."""
        modelo = self._describe_local(self.modelos_treinados.get(modelo_id))
        limits = self.settings.limits.model_copy(update={"classificacao": 1})
        return self._build_trabalho(ClassificadorLocal(modelo, load), limits, QueueName.INFERENCIA)

    def _list_locais(self) -> tuple[ModeloDisponivel, ...]:
        """A card never changes: those in use are read anew only when there are others."""
        ids = ModeloRepository(self._scope).list_ids((EstadoDoModelo.PROMOVIDO,))
        if self._locais.keys() != set(ids):
            promovidos = self.modelos_treinados.list_promovidos()
            self._locais = {modelo.id: self._describe_local(modelo) for modelo in promovidos}
        return tuple(self._locais.values())

    @cached_property
    def _locais(self) -> dict[UUID, ModeloDisponivel]:
        return {}

    def _describe_local(self, modelo: Modelo) -> ModeloDisponivel:
        segundos = median([one.ms for one in modelo.resultado.previsoes] or [0.0]) / 1000
        hora_brl = self.settings.bert.custo_hora_brl
        teste = tuple((one.probabilidade, one.previsto == one.rotulo) for one in modelo.resultado.previsoes)
        return ModeloDisponivel(str(modelo.id), modelo.nome, modelo.rotulos, segundos, hora_brl, teste)

    def _keep_arquivo(self, usuario_id: int, nome: str, source: BinaryIO) -> tuple[str, str]:
        amostra = self.ensaios.keep_arquivo(usuario_id, nome, source)
        return amostra.nome, amostra.sha256

    def _mark_lote(self, referencia: str) -> str:
        return str(self.itens.sum_revisoes(UUID(referencia)))

    def _list_origens(self) -> Sequence[OrigemDisponivel]:
        gabaritos = self.gabaritos.list_gabaritos()
        found = [
            OrigemDisponivel(OrigemDoDataset.GABARITO, f"{one.slug}:{one.versao}", one.nome, one.total)
            for one in gabaritos
        ]
        prompts = dict.fromkeys(one.prompt_slug for one in gabaritos)
        lotes = {lote.id: lote for slug in prompts for lote in self.itens.list_lotes_corrigidos(slug)}
        found += [
            OrigemDisponivel(OrigemDoDataset.LOTE, str(lote.id), lote.nome, lote.corrigidos) for lote in lotes.values()
        ]
        return found

    def _read_gabarito(self, referencia: str) -> Iterator[Amostra]:
        slug, _, versao = referencia.rpartition(":")
        for linha, caso in enumerate(self.gabaritos.list_casos(slug, int(versao)), start=1):
            yield _build_amostra(linha, caso)

    def _read_lote(self, referencia: str) -> Iterator[Amostra]:
        """What people corrected or confirmed in the lot."""
        lote = self.lotes.inspect(UUID(referencia))
        for item, correcao, lido in self.itens.iterate_corrigidos(lote):
            texto = lido.replace("\0", "")
            if texto.strip():
                yield _build_amostra(item.ordem, build_caso(item, correcao, texto))


def _build_amostra(linha: int, caso: CasoDoGabarito) -> Amostra:
    """It keeps the side that it has in a golden set: what that tests with is never trained on."""
    return Amostra(linha, caso.texto, caso.categoria, caso.numero_cnj, caso.parte.value)
