"""The areas of the Treinamento BERT, in the order in which a person goes through them."""

from __future__ import annotations

from pages.ui.areas import Area
from pages.ui.treinamento.dados import show_dados
from pages.ui.treinamento.modelos import show_modelos
from pages.ui.treinamento.novo import show_novo
from pages.ui.treinamento.testar import show_testar
from pages.ui.treinamento.treinos import show_treinos

AREAS = (
    Area("dados", "Dados", show_dados),
    Area("novo", "Novo treino", show_novo),
    Area("treinos", "Treinos", show_treinos),
    Area("modelos", "Modelos", show_modelos),
    Area("testar", "Testar", show_testar),
)
