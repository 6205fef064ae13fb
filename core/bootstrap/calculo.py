"""The calculations: the tables they are made with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from core.bootstrap.base import Base
from core.calculo.tabelas.afetados import CalculoGuardado
from core.calculo.tabelas.repository import TabelaRepository
from core.calculo.tabelas.service import TabelaService


class Calculo(Base):
    """Services of core.calculo."""

    @cached_property
    def tabelas_de_calculo(self) -> TabelaService:
        return TabelaService(TabelaRepository(self._scope), self._list_guardados)

    def _list_guardados(self, limite: int) -> tuple[Sequence[CalculoGuardado], int]:
        """The newest stored calculations, and how many there are in all."""
        return (), 0
