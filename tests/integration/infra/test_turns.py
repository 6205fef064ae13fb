"""People take turns in a queue; proven with random orders of asking and taking."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
import redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from core.infra.queue import QueueName, Work, WorkQueue

PEOPLE = ("ana", "bia", "caio", "davi")


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def ask(client: redis.Redis, person: str, key: str) -> None:
    assert WorkQueue(client).enqueue(QueueName.PECAS, Work("jobs.none.run", key, (), 60, person))


def list_waiting(client: redis.Redis) -> list[str]:
    return Queue("pecas", connection=client, serializer=JSONSerializer).get_job_ids()


def take(client: redis.Redis) -> str:
    """What a worker does first: the job leaves the queue."""
    taken = Queue.dequeue_any(
        [Queue("pecas", connection=client, serializer=JSONSerializer)], None, client, serializer=JSONSerializer
    )
    assert taken is not None
    return str(taken[0].id)


def test_the_second_job_of_one_waits_behind_the_first_of_all_others(client: redis.Redis) -> None:
    for key in ("ana-1", "ana-2", "ana-3", "bia-1", "bia-2", "caio-1"):
        ask(client, key.split("-")[0], key)
    assert list_waiting(client) == ["ana-1", "bia-1", "caio-1", "ana-2", "bia-2", "ana-3"]


def test_work_of_nobody_is_first_come_first_served(client: redis.Redis) -> None:
    for key in ("one", "two", "three"):
        ask(client, "", key)
    assert list_waiting(client) == ["one", "two", "three"]


def test_lots_take_their_turns_behind_all_other_work(client: redis.Redis) -> None:
    lots = [Work("jobs.none.run", key, (), 60, key.split("-")[0], is_lot=True) for key in ("ana-a", "ana-b", "bia-a")]
    for work in lots:
        assert WorkQueue(client).enqueue(QueueName.PECAS, work)
    for key in ("ana-1", "ana-2", "caio-1"):
        ask(client, key.split("-")[0], key)
    assert list_waiting(client) == ["ana-1", "caio-1", "ana-2", "ana-a", "bia-a", "ana-b"]


def test_work_of_a_lot_that_is_asked_for_by_itself_leaves_the_lot(client: redis.Redis) -> None:
    for key in ("ana-a", "ana-b"):
        WorkQueue(client).enqueue(QueueName.PECAS, Work("jobs.none.run", key, (), 60, "ana", is_lot=True))
    ask(client, "bia", "bia-1")
    again = Work("jobs.none.run", "ana-b", (), 60, "caio")
    assert [WorkQueue(client).enqueue(QueueName.PECAS, again) for _ in range(2)] == [False, False]
    assert list_waiting(client) == ["bia-1", "ana-b", "ana-a"]
    ask(client, "caio", "caio-1")
    ask(client, "davi", "davi-1")
    assert list_waiting(client) == ["bia-1", "ana-b", "davi-1", "caio-1", "ana-a"]
    assert [take(client) for _ in range(5)] == ["bia-1", "ana-b", "davi-1", "caio-1", "ana-a"]


def test_the_place_shown_is_the_place_in_the_queue(client: redis.Redis) -> None:
    for key in ("ana-1", "ana-2", "bia-1"):
        ask(client, key.split("-")[0], key)
    places = [WorkQueue(client).find_place(QueueName.PECAS, key) for key in ("ana-1", "bia-1", "ana-2", "caio-1")]
    assert places == [1, 2, 3, None]


def test_the_same_work_is_never_queued_twice(client: redis.Redis) -> None:
    ask(client, "ana", "ana-1")
    assert not WorkQueue(client).enqueue(QueueName.PECAS, Work("jobs.none.run", "ana-1", (), 60, "ana"))
    assert list_waiting(client) == ["ana-1"]


def test_work_whose_worker_died_goes_to_the_front(client: redis.Redis) -> None:
    ask(client, "ana", "ana-1")
    for key in ("bia-1", "caio-1"):
        ask(client, key.split("-")[0], key)
    job = Job.fetch(take(client), connection=client, serializer=JSONSerializer)
    with client.pipeline() as pipeline:
        job.retry(Queue("pecas", connection=client, serializer=JSONSerializer), pipeline)
        pipeline.execute()
    assert list_waiting(client) == ["ana-1", "bia-1", "caio-1"]


@pytest.mark.parametrize("seed", range(6))
def test_turns_hold_in_any_order_of_asking_and_taking(client: redis.Redis, seed: int) -> None:
    """With n own jobs in front of it, a job waits behind at most n + 1 of each other person, and at most n that came
    later: a first job is never passed and never waits behind somebody's second one."""
    chance = random.Random(seed)
    numbers: Counter[str] = Counter()
    allowed: dict[str, int] = {}
    overtaken: dict[str, Counter[str]] = {}

    def take_one() -> None:
        taken = take(client)
        owner = taken.split("-")[0]
        del allowed[taken], overtaken[taken]
        for key, times in overtaken.items():
            if asked_at[key] < asked_at[taken] and key.split("-")[0] != owner:
                times[owner] += 1
                assert times[owner] <= allowed[key], f"{owner} passed {key} {times[owner]} times (seed {seed})"

    asked_at: dict[str, int] = {}
    for step in range(150):
        if list_waiting(client) and chance.random() < 0.45:
            take_one()
            continue
        person = chance.choices(PEOPLE, weights=(20, 3, 2, 1))[0]
        numbers[person] += 1
        key = f"{person}-{numbers[person]}"
        allowed[key] = sum(other.startswith(person) for other in list_waiting(client))
        asked_at[key], overtaken[key] = step, Counter()
        ask(client, person, key)
        waiting = list_waiting(client)
        in_front = Counter(other.split("-")[0] for other in waiting[: waiting.index(key)])
        assert max(in_front.values(), default=0) <= allowed[key] + 1, f"{key} in {waiting} (seed {seed})"
    while list_waiting(client):
        take_one()
