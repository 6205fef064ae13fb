"""Who does the work of a geração: the three agents, and what takes the first one's place for some texts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.events import Event
from core.pecas.coletor import Coletor
from core.pecas.detector import Detector
from core.pecas.detector_de_tipo import DetectorDeTipo
from core.pecas.domain import Coleta, Geracao, TipoDePeca, Versoes
from core.pecas.redator import Redator


class Preparo(Protocol):
    """What gathers the material of a text whose facts another part of the portal already holds, in place of agent 1.

    It begins with AgenteStarted and ends with AgenteFinished of the coletor, as agent 1 does, and asks no model. What
    it answers is stored with the geração, which nothing changes afterwards. Safe to run again.
    """

    def collect(self, geracao: Geracao) -> Generator[Event, None, Coleta]: ...


@dataclass(frozen=True)
class Agentes:
    """``preparos`` has one of each type in TIPOS_PREPARADOS that can be asked for."""

    coletor: Coletor
    detector: Detector
    redator: Redator
    tipo: DetectorDeTipo
    note_versoes: Callable[[str], Versoes]
    """The library and models that are live now for a group of modules."""

    preparos: Mapping[TipoDePeca, Preparo] = field(default_factory=dict)

    def collect(self, geracao: Geracao) -> Generator[Event, None, Coleta]:
        """Everything the text is made of, by whoever gathers it for this type."""
        preparo = self.preparos.get(geracao.pedido.tipo_de_peca)
        return (yield from (preparo or self.coletor).collect(geracao))
