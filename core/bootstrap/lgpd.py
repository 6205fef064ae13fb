"""Data protection."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.base import Base
from core.exportacao.repository import ArquivoRepository
from core.infra.cache import Cache
from core.lgpd.repository import LgpdRepository
from core.lgpd.service import LgpdService
from core.lgpd.titulares.repository import TitularRepository
from core.lgpd.titulares.service import TitularService


class Lgpd(Base):
    """Services of core.lgpd."""

    @cached_property
    def lgpd(self) -> LgpdService:
        return LgpdService(LgpdRepository(self._scope), self.machinery.queue, self.ajustes.read_retencao)

    @cached_property
    def titulares(self) -> TitularService:
        """What people ask for about their data."""
        parts = (TitularRepository(self._scope), ArquivoRepository(self._scope), self.machinery.queue)
        limits = {"resumos": self.settings.cache.resumos, "respostas": self.settings.cache.respostas}
        caches = [Cache(self.machinery.client, name, max_entries=most) for name, most in limits.items()]
        return TitularService(*parts, caches)
