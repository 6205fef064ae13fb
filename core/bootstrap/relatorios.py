"""Reports."""

from __future__ import annotations

from functools import cached_property
from uuid import UUID

from core.bootstrap.base import Base
from core.exportacao.repository import ArquivoRepository
from core.pecas.tempos.repository import TempoRepository
from core.relatorios.folhas import FolhaService
from core.relatorios.mensal import RelatorioMensalService
from core.relatorios.repository import RelatorioRepository
from core.relatorios.resultados.repository import ResultadoRepository
from core.relatorios.resultados.service import ResultadoService
from core.relatorios.resumos.repository import ResumoRepository
from core.relatorios.service import MAX_REGISTROS, RelatorioService
from core.usuarios.acesso import Especie
from core.usuarios.compartilhamento.repository import CompartilhamentoRepository


class Relatorios(Base):
    """Services of core.relatorios."""

    @cached_property
    def relatorios_mensais(self) -> RelatorioMensalService:
        return RelatorioMensalService(
            RelatorioRepository(self._scope),
            ResumoRepository(self._scope),
            ArquivoRepository(self._scope),
            self.machinery.queue,
            self.settings.exportacao,
        )

    @cached_property
    def relatorios(self) -> RelatorioService:
        repositories = (RelatorioRepository(self._scope), ResumoRepository(self._scope))
        return RelatorioService(*repositories, self.machinery.queue, self._list_recebidas)

    def _list_recebidas(self, usuario_id: int) -> frozenset[UUID]:
        found = CompartilhamentoRepository(self._scope).list_recebidos(Especie.PECA, usuario_id, MAX_REGISTROS)
        return frozenset(one.registro_id for one in found)

    @cached_property
    def folhas(self) -> FolhaService:
        transporte = (self.machinery.queue, self.rates)
        return FolhaService(ArquivoRepository(self._scope), transporte, self.settings.exportacao)

    @cached_property
    def tempos(self) -> TempoRepository:
        return TempoRepository(self._scope)

    @cached_property
    def resultados(self) -> ResultadoService:
        return ResultadoService(
            ResultadoRepository(self._scope),
            list_nomes=RelatorioRepository(self._scope).list_nomes,
            read_minutos=self.ajustes.read_minutos,
            list_orcamentos=self.ajustes.list_orcamentos,
        )
