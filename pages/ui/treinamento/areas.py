"""The areas of the Treinamento BERT, in the order in which a person goes through them."""

from __future__ import annotations

from pages.ui.areas import Area
from pages.ui.treinamento.dados import show_dados

AREAS = (Area("dados", "Dados", show_dados),)
