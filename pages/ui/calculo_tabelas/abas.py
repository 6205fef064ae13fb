"""The areas that the page of the calculations shows besides the pedidos themselves."""

from __future__ import annotations

from core.usuarios.domain import Usuario
from pages.ui.areas import Area
from pages.ui.calculo_tabelas.calendario import show_calendario
from pages.ui.calculo_tabelas.indices import show_indices
from pages.ui.calculo_tabelas.prazos import show_prazos
from pages.ui.calculo_tabelas.regimes import show_regimes

_PRAZOS = Area("prazos", "Prazos", show_prazos)
_TABELAS = (
    Area("indices", "Índices", show_indices),
    Area("regimes", "Regimes", show_regimes),
    Area("calendario", "Calendário", show_calendario),
)


def list_areas_de_tabelas(usuario: Usuario) -> tuple[Area, ...]:
    """The counter of deadlines, and the tables for whoever keeps the library."""
    return (_PRAZOS, *(_TABELAS if usuario.has_permission("prompts.editar") else ()))
