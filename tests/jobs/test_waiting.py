"""How exactly a wait is told: a turn is a forecast, the end of a pause is known."""

from __future__ import annotations

from uuid import uuid4

import pytest
import redis

from core.events import TurnWaited
from core.infra.channel import Channel
from core.infra.slots import Place, WaitReason
from core.pecas.espera import describe_wait
from jobs.waiting import WaitTeller


@pytest.mark.parametrize(
    ("reason", "expected_s", "told_s"),
    [
        (WaitReason.QUEUE, 12.4, 10.0),
        (WaitReason.PAUSE, 2.0, 2.0),
        (WaitReason.QUOTA, 12.4, 13.0),
        (WaitReason.QUEUE, None, None),
        (WaitReason.OUTAGE, None, None),
    ],
)
def test_only_the_forecast_of_a_turn_is_told_in_steps(
    redis_url: str, reason: WaitReason, expected_s: float | None, told_s: float | None
) -> None:
    channel, operation = Channel(redis.Redis.from_url(redis_url, decode_responses=True)), uuid4()
    WaitTeller(channel.open(operation, 1)).tell("gemini", Place(1, expected_s, reason))
    assert channel.replay_events(operation) == (TurnWaited("gemini", 1, told_s, reason.value),)


def test_a_short_pause_is_told_with_its_seconds(redis_url: str) -> None:
    channel, operation = Channel(redis.Redis.from_url(redis_url, decode_responses=True)), uuid4()
    WaitTeller(channel.open(operation, 1)).tell("gemini", Place(1, 2.0, WaitReason.PAUSE))
    (event,) = channel.replay_events(operation)
    assert isinstance(event, TurnWaited)
    assert describe_wait(event) == "O Gemini está no limite de pedidos: continua em 2 s, sozinho."
