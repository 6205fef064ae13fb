"""The log of turns around the product's own limits."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import redis

from core.errors import LimitReachedError
from core.infra.slots import Caller, Slots
from core.settings import LimitsSettings
from tests.load.checker import measure_idleness, measure_occupancy
from tests.load.turns import TurnLog, list_held, list_waiting, read_turns, witness


def test_turns_are_logged_as_they_happen(redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl"
    client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)
    slots = Slots(client, LimitsSettings(gemini=1))
    witness(slots, TurnLog(path))

    def visit(person: str, seconds: float) -> None:
        with slots.hold("gemini", Caller(person), timeout_s=10):
            time.sleep(seconds)

    with slots.hold("gemini", Caller("ana"), timeout_s=10):
        second = threading.Thread(target=visit, args=("rui", 0.05))
        second.start()
        while not slots.count_waiting("gemini"):
            time.sleep(0.005)
        with pytest.raises(LimitReachedError), slots.hold("gemini", Caller("eva"), timeout_s=0.05):
            pass
    second.join()
    turns = {turn.person: turn for turn in read_turns(path)}
    assert [turns[name].released_t is not None for name in ("ana", "rui", "eva")] == [True, True, False]
    assert turns["eva"].waited_s >= 0.05
    held = list_held(turns.values(), time.time())
    assert measure_occupancy(held, 1).violations == ()
    idle = measure_idleness(held, list_waiting(turns.values()), 1)
    assert 0 < idle.idle_s < 0.05
