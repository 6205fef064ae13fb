"""The views of Prompts e Módulos in their order."""

from __future__ import annotations

from pages.ui.areas import Area
from pages.ui.prompts.autoridades import show_autoridades
from pages.ui.prompts.categorias import show_categorias
from pages.ui.prompts.cenarios import show_cenarios
from pages.ui.prompts.constantes import show_constantes
from pages.ui.prompts.grupos import show_grupos
from pages.ui.prompts.importar import show_troca
from pages.ui.prompts.modulos import show_modulos
from pages.ui.prompts.politicas import show_politicas

ABAS = (
    Area("modulos", "Módulos", show_modulos),
    Area("categorias", "Categorias e perguntas", show_categorias),
    Area("politicas", "Políticas", show_politicas),
    Area("cenarios", "Cenários", show_cenarios),
    Area("autoridades", "Base aprovada", show_autoridades),
    Area("constantes", "Constantes legais", show_constantes),
    Area("grupos", "Grupos e seções", show_grupos),
    Area("troca", "Exportar e importar", show_troca),
)
