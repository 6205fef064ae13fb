"""Reports."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.base import Base
from core.relatorios.repository import RelatorioRepository
from core.relatorios.service import RelatorioService


class Relatorios(Base):
    """Services of core.relatorios."""

    @cached_property
    def relatorios(self) -> RelatorioService:
        return RelatorioService(RelatorioRepository(self._scope), self.machinery.queue)
