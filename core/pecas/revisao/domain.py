"""The states of a peça between the machine's draft and the text that a person signs (domain: conferência)."""

from __future__ import annotations

from enum import StrEnum


class EstadoDaPeca(StrEnum):
    """In the only order in which they may be reached. ``label`` is what people read."""

    RASCUNHO = "rascunho"
    CONFERIDA = "conferida"
    APROVADA = "aprovada"
    FINAL = "final"

    @property
    def label(self) -> str:
        return self.value.capitalize()
