"""The administration: the record of acts, groups of people and what is shared."""

from __future__ import annotations

from functools import cached_property

from core.auditoria.ancoras import AncoraStore
from core.auditoria.conferencias import ConferenciaService
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.bootstrap.base import Base
from core.garantias.service import GarantiaService
from core.usuarios.compartilhamento.repository import CompartilhamentoRepository
from core.usuarios.compartilhamento.service import CompartilhamentoService
from core.usuarios.repository import UsuarioRepository


class Administracao(Base):
    """Services of core.auditoria and core.usuarios.compartilhamento."""

    @cached_property
    def auditoria(self) -> AuditoriaService:
        return AuditoriaService(AuditoriaRepository(self._scope), AncoraStore(self.machinery.client))

    @cached_property
    def conferencias_da_auditoria(self) -> ConferenciaService:
        """The check of the whole record, made by a worker."""
        return ConferenciaService(self.auditoria, self.machinery.client, self.machinery.queue)

    @cached_property
    def compartilhamentos(self) -> CompartilhamentoService:
        """Groups of people, and who may open what."""
        return CompartilhamentoService(CompartilhamentoRepository(self._scope), UsuarioRepository(self._scope))

    @cached_property
    def garantias(self) -> GarantiaService:
        return GarantiaService(self.settings.web.garantias)
