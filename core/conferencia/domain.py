"""The words of the check: three colours, and passages with the place they come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Cor(IntEnum):
    """How sure the check is, from good to bad. A screen shows word and icon too, never the colour alone."""

    VERDE = 0
    AMARELO = 1
    VERMELHO = 2

    @property
    def label(self) -> str:
        return ("Confere", "Conferir", "Não confere")[self]


@dataclass(frozen=True)
class Lugar:
    """A passage of a source: characters ``inicio`` to ``fim`` of its text."""

    fonte: str
    inicio: int
    fim: int


@dataclass(frozen=True)
class Exame:
    """What was found of one quotation, with the reason that a person reads."""

    cor: Cor
    motivo: str
    lugar: Lugar | None = None
