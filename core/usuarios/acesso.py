"""Who may open what: the one rule by which records of people are opened, changed and given to others. Pure.

A record belongs to the person who asked for it. Its owner opens and changes it; people of the owner's unit, and those
it was shared with, alone or in a group, open it and change nothing; to everybody else it does not exist. Lots of
documents are worked on together: there people of the owner's unit correct answers too (``core.classificador``).
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from core.errors import RecordNotFoundError
from core.usuarios.domain import Usuario


class Especie(StrEnum):
    """Kinds of records that can be shared. ``label`` is what people read."""

    PECA = "peca"

    @property
    def label(self) -> str:
        return {"peca": "Peça"}[self.value]


class Relacao(StrEnum):
    """What a person is to a record. ``label`` is what people read."""

    DONO = "dono"
    UNIDADE = "unidade"
    COMPARTILHADO = "compartilhado"
    NENHUMA = "nenhuma"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def can_open(self) -> bool:
        return self is not Relacao.NENHUMA

    @property
    def can_change(self) -> bool:
        return self is Relacao.DONO


_LABELS = {
    Relacao.DONO: "Sua",
    Relacao.UNIDADE: "Da sua unidade",
    Relacao.COMPARTILHADO: "Compartilhada com você",
    Relacao.NENHUMA: "De outra pessoa",
}


def find_relacao(usuario: Usuario, *, dono_id: int, unidade: str, is_shared: bool) -> Relacao:
    """``unidade`` is the owner's; who has none is of nobody's unit. One who may not enter has no part in anything."""
    if not usuario.is_active:
        return Relacao.NENHUMA
    if usuario.id == dono_id:
        return Relacao.DONO
    if unidade.strip() and usuario.unidade.strip() == unidade.strip():
        return Relacao.UNIDADE
    return Relacao.COMPARTILHADO if is_shared else Relacao.NENHUMA


def require_dono(dono_id: int, usuario_id: int, especie: str, registro: UUID | str) -> None:
    """What only its owner may do; to another person it is not there. Raises RecordNotFoundError."""
    if dono_id != usuario_id:
        raise RecordNotFoundError(f"{especie} {registro} of another person")
