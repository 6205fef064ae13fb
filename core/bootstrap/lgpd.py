"""Data protection."""

from __future__ import annotations

from functools import cached_property

from core.bootstrap.base import Base
from core.lgpd.repository import LgpdRepository
from core.lgpd.service import LgpdService


class Lgpd(Base):
    """Services of core.lgpd."""

    @cached_property
    def lgpd(self) -> LgpdService:
        return LgpdService(LgpdRepository(self._scope), self.machinery.queue, self.ajustes.read_retencao)
