"""The areas of Administração where values are set, in their order."""

from __future__ import annotations

from pages.ui.ajustes.gastos import show_gastos
from pages.ui.ajustes.limites import show_limites
from pages.ui.ajustes.modelos import show_modelos
from pages.ui.ajustes.recursos import show_recursos
from pages.ui.ajustes.tempos import show_tempos
from pages.ui.areas import Area

AREAS_DE_AJUSTES = (
    Area("limites", "Limites", show_limites),
    Area("gastos", "Gastos", show_gastos),
    Area("modelos", "Modelos", show_modelos),
    Area("tempos", "Tempos", show_tempos),
    Area("recursos", "Recursos", show_recursos),
)
