"""What a person thinks of a minuta."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

PRAZO = timedelta(days=7)
"""How long after the peça became final its author may still change the opinion (a choice of the product)."""

MAX_COMENTARIO = 4000
MAX_CAMPOS = 100
ESTRELAS = (1, 2, 3, 4, 5)


class Veredito(StrEnum):
    """``label`` is what people read."""

    CORRETO = "correto"
    PARCIAL = "parcial"
    INCORRETO = "incorreto"
    ERRO_DA_IA = "erro_da_ia"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Veredito.CORRETO: "Correta",
    Veredito.PARCIAL: "Correta em parte",
    Veredito.INCORRETO: "Incorreta",
    Veredito.ERRO_DA_IA: "Erro da IA",
}


@dataclass(frozen=True)
class Opiniao:
    """What a person says: ``campos_errados`` names facts and sections that were wrong."""

    estrelas: int
    veredito: Veredito
    campos_errados: tuple[str, ...] = ()
    comentario: str = ""


@dataclass(frozen=True)
class Feedback:
    """An opinion as it was given. ``numero`` counts from 1; the last one counts, the others are its history."""

    peca_id: UUID
    numero: int
    usuario_id: int
    versao: int
    opiniao: Opiniao
    dado_em: datetime


@dataclass(frozen=True)
class Avaliacao:
    """The opinions on one peça, oldest first, and until when they may change; None while the peça is not final."""

    historico: tuple[Feedback, ...] = ()
    aberta_ate: datetime | None = field(default=None)

    @property
    def vigente(self) -> Feedback | None:
        return self.historico[-1] if self.historico else None

    def can_change(self, now: datetime) -> bool:
        """The first opinion is welcome at any time."""
        return self.vigente is None or self.aberta_ate is None or now <= self.aberta_ate
