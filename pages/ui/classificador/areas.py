"""The areas of the Classificador in their order; those of the data team only with its permission."""

from __future__ import annotations

from core.usuarios.domain import Usuario
from pages.ui.areas import Area
from pages.ui.classificador.lotes import show_lotes
from pages.ui.classificador.nova import show_nova
from pages.ui.classificador.revisao import show_revisao
from pages.ui.laboratorio.gabarito import show_gabarito
from pages.ui.laboratorio.lista import show_laboratorio

AREAS = (
    Area("lotes", "Lotes", show_lotes),
    Area("nova", "Nova classificação", show_nova),
    Area("revisao", "Revisão", show_revisao),
)
AREAS_DA_EQUIPE_DE_DADOS = (
    Area("laboratorio", "Laboratório", show_laboratorio),
    Area("gabarito", "Gabarito", show_gabarito),
)
"""Shown with the permission ``prompts.editar``."""


def list_areas(usuario: Usuario) -> tuple[Area, ...]:
    return (*AREAS, *(AREAS_DA_EQUIPE_DE_DADOS if usuario.has_permission("prompts.editar") else ()))
