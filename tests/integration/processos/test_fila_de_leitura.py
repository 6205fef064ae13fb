"""Readings in the queue of the readers: whose turn it is, and what is told to who waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from pydantic import SecretStr

from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.redis import build_queue_redis
from core.infra.slots import Caller, Place, ServiceClass
from core.processos.domain import DocumentoLido
from core.processos.service import ProcessoService
from core.settings import LeituraSettings, RedisSettings
from tests.builders import build_lido

LIDO = build_lido("texto")


class Shelf:
    """The readings that there are."""

    def __init__(self) -> None:
        self.lidos: dict[str, DocumentoLido] = {}

    def find_leituras(self, hashes: Collection[str]) -> dict[str, DocumentoLido]:
        return {sha256: lido for sha256, lido in self.lidos.items() if sha256 in hashes}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    client = build_queue_redis(RedisSettings(url=SecretStr(redis_url)))
    yield client
    client.close()


@pytest.fixture
def build(client: redis.Redis, shelf: Shelf) -> Callable[[Caller], ProcessoService]:
    def build(caller: Caller) -> ProcessoService:
        given: Any = (shelf, None, WorkQueue(client), None, (None, LeituraSettings()))
        return ProcessoService(*given, lambda: caller)

    return build


def test_readings_take_turns_by_person_and_whole_cases_come_last(
    client: redis.Redis, build: Callable[[Caller], ProcessoService]
) -> None:
    for caller, hashes in (
        (Caller("ana", ServiceClass.BATCH), ("a1", "a2")),
        (Caller("bia"), ("b1", "b2")),
        (Caller("caio"), ("c1",)),
        (Caller("ana"), ("a3",)),
    ):
        for sha256 in hashes:
            build(caller).request_leituras((sha256,))
    waiting = [key.removeprefix("leitura-") for key in WorkQueue(client).list_waiting(QueueName.OCR)]
    assert waiting == ["b1", "c1", "a3", "b2", "a1", "a2"]


def test_who_waits_for_the_readers_is_told_the_place_until_the_reading_begins(
    client: redis.Redis, shelf: Shelf, build: Callable[[Caller], ProcessoService]
) -> None:
    told: list[tuple[str, int]] = []
    is_told = {2: threading.Event(), 1: threading.Event(), 0: threading.Event()}

    def tell(resource: str, place: Place) -> None:
        told.append((resource, place.position))
        is_told[place.position].set()

    assert WorkQueue(client).enqueue(QueueName.OCR, Work("jobs.none.run", "of-another", (), 60, "bia"))
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(lambda: list(build(Caller("ana", on_wait=tell)).read((LIDO.sha256,))))
        for place in (2, 1, 0):
            assert is_told[place].wait(5)
            client.lpop(f"rq:queue:{QueueName.OCR}")  # a worker takes the next one
        shelf.lidos[LIDO.sha256] = LIDO
        assert reading.result(timeout=5) == [LIDO]
    assert sorted(set(told)) == [("ocr", 0), ("ocr", 1), ("ocr", 2)]
    assert told[-1] == ("ocr", 0)


def test_reading_that_begins_at_once_tells_nothing(shelf: Shelf, build: Callable[[Caller], ProcessoService]) -> None:
    shelf.lidos[LIDO.sha256] = LIDO
    told: list[object] = []
    assert list(build(Caller("ana", on_wait=lambda *place: told.append(place))).read((LIDO.sha256,))) == [LIDO]
    assert told == []
