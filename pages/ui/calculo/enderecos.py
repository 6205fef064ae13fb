"""Addresses of the calculation's page, all relative to it."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from pages.ui.urls import ETAPA, GERACAO

PEDIDO, CAMPO, NUMERO = "pedido", "campo", "numero"


class Passo(StrEnum):
    """The parts of a pedido, in their order; the value stands in the address."""

    PROCESSO = "processo"
    CAMPOS = "campos"
    CALCULO = "calculo"

    @property
    def label(self) -> str:
        return "Cálculo" if self is Passo.CALCULO else self.value.capitalize()


def link_to_passo(pedido_id: UUID, passo: Passo, **mais: str) -> str:
    return "?" + urlencode({PEDIDO: str(pedido_id), ETAPA: passo.value, **mais})


def link_to_folha(folha_id: UUID) -> str:
    return "?" + urlencode({GERACAO: str(folha_id)})
