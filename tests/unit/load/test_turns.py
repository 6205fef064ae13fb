"""Turns read back from the log."""

from __future__ import annotations

from pathlib import Path

from core.infra.slots import ServiceClass
from tests.load.checker import Span
from tests.load.turns import TurnLog, list_held, list_waiting, pair_turns, read_turns


def event(t: float, name: str, turn: str = "a", **detail: object) -> dict[str, object]:
    return {"t": t, "event": name, "turn": turn, **detail}


ASKED = {"resource": "gemini", "person": "ana", "service_class": "batch"}


def test_a_turn_from_asking_to_leaving() -> None:
    events = [event(1, "asked", **ASKED), event(1.1, "placed", expected_s=2.5, position=3), event(4, "granted")]
    (turn,) = pair_turns([*events, event(6, "released"), event(6.1, "ended")])
    assert (turn.person, turn.service_class, turn.waited_s, turn.expected_s) == ("ana", ServiceClass.BATCH, 3, 2.5)
    assert list_waiting([turn]) == [Span(1, 4)]
    assert list_held([turn], 99) == [Span(4, 6)]


def test_who_gave_up_waited_until_then_and_held_nothing() -> None:
    turns = pair_turns([event(1, "asked", **ASKED), event(3, "ended")])
    assert list_waiting(turns) == [Span(1, 3)]
    assert list_held(turns, 99) == []


def test_who_never_left_held_until_the_end() -> None:
    turns = pair_turns([event(1, "asked", **ASKED), event(2, "granted")])
    assert list_held(turns, 99) == [Span(2, 99)]


def test_the_log_is_read_back_in_order_of_asking(tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl"
    log = TurnLog(path)
    log.write("asked", "a", **ASKED)
    log.write("asked", "b", **ASKED | {"person": "rui"})
    log.close()
    assert [turn.person for turn in read_turns(path)] == ["ana", "rui"]
