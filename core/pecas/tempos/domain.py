"""The stages of a geração on the clock. Pure but for the clock, which is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from core.events import Agente, AgenteFinished, AgenteStarted, DocumentosChosen, Event, OperationEnded, ProcessoFetched


@dataclass(frozen=True)
class TempoDaGeracao:
    """Seconds of one attempt, or of all together.

    ``tribunal_s`` ends when the court told the case, ``leitura_s`` when its documents are read and summarised.
    ``vez_s``, in which some part of the work waited for its turn at the model or the court, lies within the others.
    """

    tribunal_s: float = 0.0
    leitura_s: float = 0.0
    escolha_s: float = 0.0
    redacao_s: float = 0.0
    vez_s: float = 0.0


_ETAPAS = {Agente.COLETOR: "tribunal_s", Agente.DETECTOR: "escolha_s", Agente.REDATOR: "redacao_s"}


class Cronometro:
    """Times the stages of one attempt by the events it tells. One thread uses it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = dict.fromkeys([*_ETAPAS.values(), "leitura_s"], 0.0)
        self._etapa = ""
        self._since = 0.0

    def follow(self, events: Iterable[Event]) -> Iterator[Event]:
        """The same events."""
        for event in events:
            self.note(event)
            yield event

    def note(self, event: Event) -> None:
        match event:
            case AgenteStarted(agente):
                self._enter(_ETAPAS[Agente(agente)])
            case ProcessoFetched() | DocumentosChosen() if self._etapa == "tribunal_s":
                self._enter("leitura_s")
            case AgenteFinished() | OperationEnded():
                self._enter("")

    def read(self, vez_s: float) -> TempoDaGeracao:
        """What was timed so far, of a stage that was broken off too; ``vez_s`` is known by who waits."""
        self._enter(self._etapa)
        return TempoDaGeracao(**self._seconds, vez_s=vez_s)

    def _enter(self, etapa: str) -> None:
        now = self._clock()
        if self._etapa:
            self._seconds[self._etapa] += now - self._since
        self._etapa, self._since = etapa, now
