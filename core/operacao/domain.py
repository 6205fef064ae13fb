"""Dead letters: work that failed every time and waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.infra.queue import Work


@dataclass(frozen=True)
class TarefaMorta:
    """Work that nobody will try again by itself. ``motivo`` is a sentence in pt-BR for the screen.

    ``log`` holds the last lines that the work wrote, oldest first: plain fields with ``timestamp``, ``level`` and
    ``event``, never the content of a case. ``retomada_em`` says that it was put back, and ``retomada_por`` by whom.
    """

    id: int
    fila: str
    work: Work = field(repr=False)
    label: str
    motivo: str
    log: tuple[dict[str, str], ...] = field(repr=False)
    falhou_em: datetime
    retomada_em: datetime | None = None
    retomada_por: int | None = None

    @property
    def is_waiting(self) -> bool:
        """True while nobody put it back."""
        return self.retomada_em is None


@dataclass(frozen=True)
class Registro:
    """The record that work keeps of itself: what died ends it, and what is put back must open it again.

    ``end`` answers False when the work will be tried again by itself. ``reopen`` also puts the work in its queue.
    """

    end: Callable[[Work], bool]
    reopen: Callable[[Work], None]


@dataclass(frozen=True)
class TipoDeTrabalho:
    """What people call a function of the queue. Of work without a record the same call is queued again."""

    label: str
    registro: Registro | None = None
