"""Cleaning a queue is done by one at a time, also when one of them was held up."""

from __future__ import annotations

from contextlib import ExitStack

import redis
from rq import Queue

from jobs.recovery import cleaning


def test_one_held_up_past_its_time_leaves_the_lock_to_the_next(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client, ExitStack() as slow, ExitStack() as other:
        queue = Queue("pecas", connection=client)
        assert slow.enter_context(cleaning(queue))
        client.delete("cleaning:pecas")  # its time ended
        assert other.enter_context(cleaning(queue))
        slow.close()
        with cleaning(queue) as is_mine:
            assert not is_mine
        other.close()
        with cleaning(queue) as is_mine:
            assert is_mine
