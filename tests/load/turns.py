"""The log of turns: who asked for a permit, entered and left, and when; written by many processes into one file.

The instants are the caller's: a permit counts as free from the moment its holder is done until the next one has
entered, so that handing over is idle time.
"""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.infra.slots import Caller, Permit, Place, ServiceClass, Slots
from tests.load.checker import Span


@dataclass(frozen=True)
class Turn:
    """One wish for a permit. What did not happen is None; ``expected_s`` is the first forecast the person was shown.

    ``position`` is the first place in the queue, 0 for who got in at once.
    """

    resource: str
    person: str
    service_class: ServiceClass
    asked_t: float
    granted_t: float | None = None
    released_t: float | None = None
    ended_t: float | None = None
    expected_s: float | None = None
    position: int = 0

    @property
    def waited_s(self) -> float:
        return (self.granted_t or self.ended_t or self.asked_t) - self.asked_t


class TurnLog:
    """Appends one JSON line per event, whole even when many processes write at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, event: str, turn: str, **detail: Any) -> None:
        line = json.dumps({"t": time.time(), "event": event, "turn": turn, **detail})
        os.write(self._file, line.encode() + b"\n")

    def close(self) -> None:
        os.close(self._file)


def witness(slots: Slots, log: TurnLog) -> None:
    """Log every turn of this object from now on; whoever holds it already is witnessed too."""
    hold = slots.hold

    @contextmanager
    def witnessed(resource: str, caller: Caller, **how: Any) -> Iterator[Permit]:
        turn, is_shown = uuid.uuid4().hex, threading.Event()

        def on_wait(name: str, place: Place) -> None:
            if place.position and not is_shown.is_set():
                is_shown.set()
                log.write("placed", turn, expected_s=place.expected_s, position=place.position)
            if caller.on_wait is not None:
                caller.on_wait(name, place)

        log.write("asked", turn, resource=resource, person=caller.person, service_class=caller.service_class)
        try:
            with hold(resource, replace(caller, on_wait=on_wait), **how) as permit:
                log.write("granted", turn)
                try:
                    yield permit
                finally:
                    log.write("released", turn)
        finally:
            log.write("ended", turn)

    slots.hold = witnessed  # the guard keeps the object, so it is wrapped in place


def read_turns(path: Path) -> list[Turn]:
    """All turns in order of asking."""
    return pair_turns(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def pair_turns(events: Iterable[Mapping[str, Any]]) -> list[Turn]:
    turns: dict[str, Turn] = {}
    for event in events:
        key, name, t = event["turn"], event["event"], event["t"]
        if name == "asked":
            turns[key] = Turn(event["resource"], event["person"], ServiceClass(event["service_class"]), t)
        elif name == "placed":
            turns[key] = replace(turns[key], expected_s=event["expected_s"], position=event["position"])
        else:
            turns[key] = replace(turns[key], **{f"{name}_t": t})
    return sorted(turns.values(), key=lambda turn: turn.asked_t)


def list_waiting(turns: Iterable[Turn]) -> list[Span]:
    """From asking to entering, or to giving up."""
    return [Span(turn.asked_t, turn.granted_t or turn.ended_t or turn.asked_t) for turn in turns]


def list_held(turns: Iterable[Turn], until_t: float) -> list[Span]:
    """From entering to leaving; who never left (a killed process) until its end, at the latest ``until_t``."""
    return [Span(turn.granted_t, turn.released_t or turn.ended_t or until_t) for turn in turns if turn.granted_t]
