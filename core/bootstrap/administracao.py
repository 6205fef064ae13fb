"""The administration: the record of acts."""

from __future__ import annotations

from functools import cached_property

from core.auditoria.ancoras import AncoraStore
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.bootstrap.base import Base
from core.garantias.service import GarantiaService


class Administracao(Base):
    """Services of core.auditoria."""

    @cached_property
    def auditoria(self) -> AuditoriaService:
        return AuditoriaService(AuditoriaRepository(self._scope), AncoraStore(self.machinery.client))

    @cached_property
    def garantias(self) -> GarantiaService:
        return GarantiaService(self.settings.web.garantias)
