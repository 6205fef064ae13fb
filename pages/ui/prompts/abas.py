"""The views of Prompts e Módulos in their order; the URL names the one that is open (``?aba=``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.usuarios.domain import Usuario
from pages.ui.prompts.autoridades import show_autoridades
from pages.ui.prompts.categorias import show_categorias
from pages.ui.prompts.cenarios import show_cenarios
from pages.ui.prompts.constantes import show_constantes
from pages.ui.prompts.grupos import show_grupos
from pages.ui.prompts.importar import show_troca
from pages.ui.prompts.modulos import show_modulos
from pages.ui.prompts.politicas import show_politicas

_PARAM = "aba"


@dataclass(frozen=True)
class Aba:
    slug: str
    titulo: str
    show: Callable[[Usuario], None]


ABAS = (
    Aba("modulos", "Módulos", show_modulos),
    Aba("categorias", "Categorias e perguntas", show_categorias),
    Aba("politicas", "Políticas", show_politicas),
    Aba("cenarios", "Cenários", show_cenarios),
    Aba("autoridades", "Base aprovada", show_autoridades),
    Aba("constantes", "Constantes legais", show_constantes),
    Aba("grupos", "Grupos e seções", show_grupos),
    Aba("troca", "Exportar e importar", show_troca),
)


def choose_aba() -> Aba:
    """The view that the URL names, or the first; choosing another one changes the URL and forgets what it held."""
    by_slug = {aba.slug: aba for aba in ABAS}
    named = st.query_params.get(_PARAM, "")
    current = named if named in by_slug else ABAS[0].slug
    chosen = st.segmented_control(
        "Área",
        list(by_slug),
        default=current,
        required=True,
        format_func=lambda slug: by_slug[slug].titulo,
        label_visibility="collapsed",
        key=f"prompts_e_modulos_aba_{current}",
    )
    if chosen is not None and chosen != current:
        st.query_params.from_dict({_PARAM: chosen})
        st.rerun()
    return by_slug[current]
