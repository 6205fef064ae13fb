"""The way of a peça from the machine's draft to the text that a person signs (domain: conferência). Pure.

The acts of a person are all that is kept. The state is folded from them and from the text that stands now: a step
counts only for the very text it was taken on, so that any change of the text leads back to the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from core.conferencia.domain import Conferencia, Cor, ItemDaConferencia

_CONFERENCIA = TypeAdapter(Conferencia)

MIN_MOTIVO = 10
"""Characters of a written reason; fewer say nothing to who reads it later."""


class EstadoDaPeca(StrEnum):
    """In the only order in which they may be reached. ``label`` is what people read."""

    RASCUNHO = "rascunho"
    CONFERIDA = "conferida"
    APROVADA = "aprovada"
    FINAL = "final"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    def is_reached_by(self, other: EstadoDaPeca) -> bool:
        """Whether a peça in the other state has this one behind it, or is in it."""
        order = list(EstadoDaPeca)
        return order.index(self) <= order.index(other)


class TipoDeAto(StrEnum):
    """What a person did. ``label`` is what people read."""

    ACEITOU = "aceitou"
    RETIROU = "retirou"
    CONFERIU = "conferiu"
    APROVOU = "aprovou"
    DEVOLVEU = "devolveu"
    FINALIZOU = "finalizou"
    REABRIU = "reabriu"

    @property
    def label(self) -> str:
        return _ATO_LABELS[self]


_ATO_LABELS = {
    TipoDeAto.ACEITOU: "Apontamento aceito",
    TipoDeAto.RETIROU: "Aceite retirado",
    TipoDeAto.CONFERIU: "Conferência concluída",
    TipoDeAto.APROVOU: "Aprovada",
    TipoDeAto.DEVOLVEU: "Devolvida",
    TipoDeAto.FINALIZOU: "Tornada final",
    TipoDeAto.REABRIU: "Reaberta",
}

_PASSOS = {
    TipoDeAto.CONFERIU: (EstadoDaPeca.RASCUNHO, EstadoDaPeca.CONFERIDA),
    TipoDeAto.APROVOU: (EstadoDaPeca.CONFERIDA, EstadoDaPeca.APROVADA),
    TipoDeAto.FINALIZOU: (EstadoDaPeca.APROVADA, EstadoDaPeca.FINAL),
}
"""The acts that lead forward: from which state, to which. Every other act leads back to the draft."""


@dataclass(frozen=True)
class AtoDaRevisao:
    """``numero`` counts from 1. ``alvo`` is the key of a finding; empty for the acts on the whole peça.

    ``texto_sha256`` is of the text that the act speaks of, ``versao`` the number of the newest version then. ``valor``
    holds the reason, the seconds of work, the items decided and the findings, as far as the act has them.
    """

    numero: int
    tipo: TipoDeAto
    alvo: str
    versao: int
    texto_sha256: str
    valor: Mapping[str, Any]
    usuario_id: int
    autor: str
    feito_em: datetime

    @property
    def motivo(self) -> str:
        return str(self.valor.get("motivo", ""))

    @property
    def tempo_s(self) -> int:
        """Seconds that the person was at work on the screen of the check, as its browser measured them."""
        return int(self.valor.get("tempo_s", 0))

    @property
    def conferencia(self) -> Conferencia | None:
        """The findings that stood when the peça was made final; other acts keep none, nor did the first portals."""
        kept = self.valor.get("conferencia")
        return None if kept is None else _CONFERENCIA.validate_python(kept)


@dataclass(frozen=True)
class Revisao:
    """All that the person sees. ``versao`` is the newest version, of which the acts speak."""

    peca_id: UUID
    atos: tuple[AtoDaRevisao, ...]
    texto: str = field(repr=False)
    versao: int
    versao_final: int | None
    conferencia: Conferencia = field(repr=False)

    @cached_property
    def texto_sha256(self) -> str:
        return hash_texto(self.texto)

    @cached_property
    def aceites(self) -> Mapping[str, AtoDaRevisao]:
        """The acceptances that count, by the key of their finding.

        One counts for what was accepted: not for a finding that has become worse since.
        """
        itens = {item.chave: item for item in self.conferencia.itens if item.admite_aceite}
        given = list_aceites(self.atos)
        return {c: ato for c, ato in given.items() if c in itens and itens[c].cor <= int(ato.valor.get("cor", 0))}

    @cached_property
    def pendentes(self) -> tuple[ItemDaConferencia, ...]:
        """The findings that a person still has to accept, or to put right in the text."""
        itens = self.conferencia.itens
        return tuple(item for item in itens if item.cor is not Cor.VERDE and item.chave not in self.aceites)

    @cached_property
    def estado(self) -> EstadoDaPeca:
        """A finding that came up after the check was finished (the library changed, another document was read) makes
        a draft of it again; only what is final stays so until a person reopens it.
        """
        estado = fold_estado(self.atos, self.texto_sha256)
        return estado if not self.pendentes or estado is EstadoDaPeca.FINAL else EstadoDaPeca.RASCUNHO

    def find_passo(self, estado: EstadoDaPeca) -> AtoDaRevisao | None:
        """The act that brought the text of now to a state; None for one that it is not in and has not passed."""
        if not estado.is_reached_by(self.estado):
            return None
        reached = [ato for ato in self.atos if ato.tipo in _PASSOS and _PASSOS[ato.tipo][1] is estado]
        return reached[-1] if reached else None

    def count_decididos(self) -> dict[str, int]:
        """How many findings there are of each colour, and how many of them a person accepted."""
        counts = {cor.name.lower(): self.conferencia.count(cor) for cor in Cor}
        return {**counts, "aceitos": len(self.aceites)}


def keep_conferencia(conferencia: Conferencia) -> dict[str, Any]:
    """The findings as JSON, for the act that they are kept with."""
    kept: dict[str, Any] = _CONFERENCIA.dump_python(conferencia, mode="json")
    return kept


def hash_texto(texto: str) -> str:
    return sha256(texto.encode()).hexdigest()


def fold_estado(atos: Iterable[AtoDaRevisao], texto_sha256: str) -> EstadoDaPeca:
    """Where the acts have brought this text. A step out of its order, or on another text, leads nowhere."""
    estado, of_texto = EstadoDaPeca.RASCUNHO, ""
    for ato in atos:
        start, end = _PASSOS.get(ato.tipo, (None, EstadoDaPeca.RASCUNHO))
        if start is None or ato.tipo is TipoDeAto.CONFERIU:
            estado, of_texto = end, ato.texto_sha256
        elif estado is start and ato.texto_sha256 == of_texto:
            estado = end
    return estado if of_texto == texto_sha256 else EstadoDaPeca.RASCUNHO


def list_aceites(atos: Iterable[AtoDaRevisao]) -> dict[str, AtoDaRevisao]:
    """The acceptances that were not withdrawn, by the key of their finding."""
    found: dict[str, AtoDaRevisao] = {}
    for ato in atos:
        if ato.tipo is TipoDeAto.ACEITOU:
            found[ato.alvo] = ato
        elif ato.tipo is TipoDeAto.RETIROU:
            found.pop(ato.alvo, None)
    return found
