"""What people in the queue of gerações were told about their start, replayed over turns that really happened.

The portal's own ``Fila`` and forecast read a server of the past, on a clock that jumps; times are production seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.infra.forecast import Outline, forecast_start_s
from core.pecas.fila import Fila, build_key

_REMEMBERED = 64
"""Past durations that the limits keep (``slots.lua``)."""

_LOOK_S = 1.0
_COUNTED_S = 10.0
"""Looks at shorter waits are left out: nobody minds whether three seconds were four."""


@dataclass(frozen=True)
class PastTurn:
    """One geração: when it was asked for, got its turn and was over."""

    person: str
    asked_s: float
    granted_s: float
    released_s: float

    @property
    def held_s(self) -> float:
        return self.released_s - self.granted_s


@dataclass(frozen=True)
class Forecasts:
    """Errors as shares of the wait: of the first time each person was told, and of every look."""

    first: tuple[float, ...]
    looks: tuple[float, ...]
    untold: int = 0


class PastServer:
    """Queue and limits as they stood at ``now``; ``known_s`` are durations of before, oldest first."""

    def __init__(self, turns: Sequence[PastTurn], known_s: Sequence[float], limit: int) -> None:
        self._turns = sorted(turns, key=lambda turn: turn.granted_s)
        self._known_s, self._limit = list(known_s), limit
        self.now = 0.0

    def list_turns(self) -> list[PastTurn]:
        """Those that wait, next first."""
        return [turn for turn in self._turns if turn.asked_s <= self.now < turn.granted_s]

    def list_waiting(self, _queue: str) -> tuple[str, ...]:
        return tuple(build_key(turn.person) for turn in self.list_turns())  # type: ignore[arg-type]  # any name will do

    def count_waiting(self, _resource: str) -> int:
        return 0

    def estimate_s(self, _resource: str, position: int) -> float | None:
        held = [("", self.now - turn.granted_s) for turn in self._turns if turn.granted_s <= self.now < turn.released_s]
        over = sorted((turn for turn in self._turns if turn.released_s <= self.now), key=lambda turn: turn.released_s)
        past = (self._known_s + [turn.held_s for turn in over])[-_REMEMBERED:]
        return forecast_start_s(Outline(held=tuple(held), past=past), position, self._limit)


def replay_forecasts(turns: Sequence[PastTurn], known_s: Sequence[float], limit: int) -> Forecasts:
    """Everybody looks once a second from asking until the turn."""
    server: Any = PastServer(turns, known_s, limit)
    fila: Any = Fila(server, server, lambda: server.now)
    first, looks, untold = dict[str, float](), list[float](), 0
    server.now = min(turn.asked_s for turn in turns)
    while server.now < max(turn.granted_s for turn in turns):
        for turn in server.list_turns():
            left_s = turn.granted_s - server.now
            lugar = fila.find(turn.person)
            if left_s < _COUNTED_S:
                continue
            if lugar is None or lugar.espera_s is None:
                untold += 1
                continue
            error = abs(lugar.espera_s - left_s) / left_s
            first.setdefault(turn.person, error)
            looks.append(error)
        server.now += _LOOK_S
    return Forecasts(tuple(first.values()), tuple(looks), untold)
