"""The channel over a real Redis: order, replay, fencing."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
import redis
import redis.asyncio
import uvloop

from core.events import Estado, OperationEnded, TextAppended
from core.infra.channel import START, AttemptReplacedError, Channel, read_batch


@pytest.fixture
def channel(redis_url: str) -> Channel:
    return Channel(redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10))


def test_a_reader_gets_every_event_in_order_and_ends(channel: Channel) -> None:
    operation = uuid4()
    publisher = channel.open(operation, 1)
    events = [*(TextAppended(offset, "x") for offset in range(50)), OperationEnded(Estado.PRONTO)]
    for event in events:
        publisher.publish(event)
    assert [followed.event for followed in channel.follow(operation)] == events


@pytest.mark.parametrize("cut", [0, 1, 7, 19])
def test_reading_in_two_parts_equals_reading_at_once(channel: Channel, cut: int) -> None:
    operation = uuid4()
    publisher = channel.open(operation, 1)
    for offset in range(20):
        publisher.publish(TextAppended(offset, chr(97 + offset)))
    whole = channel.replay(operation)
    position = whole[cut - 1].position if cut else START
    assert whole[:cut] + channel.replay(operation, position) == whole


def test_a_replaced_attempt_cannot_publish(channel: Channel) -> None:
    operation = uuid4()
    stalled = channel.open(operation, 1)
    channel.open(operation, 2)
    with pytest.raises(AttemptReplacedError):
        stalled.publish(TextAppended(0, "late"))
    assert channel.replay(operation) == ()


def test_an_older_attempt_cannot_open(channel: Channel) -> None:
    operation = uuid4()
    channel.open(operation, 2)
    with pytest.raises(AttemptReplacedError):
        channel.open(operation, 1)


def test_an_unknown_kind_is_skipped(channel: Channel, redis_url: str) -> None:
    operation = uuid4()
    publisher = channel.open(operation, 1)
    redis.Redis.from_url(redis_url).xadd(f"operation:{{{operation}}}:events", {"kind": "FromTheFuture", "body": "{}"})
    publisher.publish(TextAppended(0, "x"))
    assert [followed.event for followed in channel.replay(operation)] == [TextAppended(0, "x")]


def test_a_connection_that_was_closed_under_the_reader_is_an_absence(redis_url: str) -> None:
    """The loop of the portal's server has words of its own for it."""

    async def read() -> None:
        client = redis.asyncio.Redis.from_url(redis_url, decode_responses=True)
        await read_batch(client, uuid4())
        connection = await client.connection_pool.get_connection()
        connection._writer.transport.abort()
        await client.connection_pool.release(connection)
        await asyncio.sleep(0)
        try:
            await read_batch(client, uuid4())
        finally:
            await client.aclose()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, pytest.raises(redis.ConnectionError):
        runner.run(read())
