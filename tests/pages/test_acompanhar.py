"""The live stream over a real Redis: whatever breaks on the way, what the browser ends with is the text."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import StreamingResponse

from core.events import Estado, Event, OperationEnded, OperationStarted, TextAppended
from core.infra.channel import START, Channel, Followed
from core.infra.channel import read_batch as read_really
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.redis import build_async_redis, build_redis
from core.infra.slots import Slots
from core.pecas.domain import Geracao
from core.pecas.fila import Fila, Lugar, build_key
from core.settings import LimitsSettings, RedisSettings
from pages.ui.runtime import install_services
from pages.ui.web import acompanhar
from tests.builders import build_geracao
from tests.load.proxy import FaultProxy
from tests.pages.fakes import build_usuario

PATIENCE_S = 20
AWAY = OperationalError("SELECT", {}, Exception("server closed the connection"))


@dataclass
class Record:
    """What PostgreSQL holds; while ``is_away`` it raises."""

    geracao: Geracao
    is_away: bool = False

    def get_geracao(self, *_: object) -> Geracao:
        if self.is_away:
            raise AWAY
        return self.geracao


@dataclass
class Browser:
    """Does with the messages what acompanhamento.js does."""

    painted: str = ""
    tail: str = ""
    lines: list[str] = field(default_factory=list)
    is_over: bool = False

    def take(self, message: str) -> None:
        for part in message.split("\n\n"):
            kind, _, data = part.partition("\ndata: ")
            if kind == "event: texto":
                self._take_text(json.loads(data))
            elif kind == "event: estado":
                self.lines.append(json.loads(data)["espera"])
            elif kind == "event: fim":
                self.is_over = True

    def _take_text(self, body: dict[str, Any]) -> None:
        if "mais" in body:
            self.tail += body["mais"]
            return
        if body["inicio"]:
            self.painted = ""
        self.painted += "".join(body["blocos"])
        self.tail = body["cauda"]

    def count_chars(self) -> int:
        return len("".join(self._list_words()))

    def hash(self) -> str:
        return hash_words(self._list_words())

    def _list_words(self) -> list[str]:
        return re.sub(r"<[^>]+>", " ", self.painted).split() + self.tail.split()


def hash_words(words: list[str]) -> str:
    return sha256(" ".join(words).encode()).hexdigest()


@dataclass
class Stage:
    """A running geração, who writes it, and who follows it."""

    redis: RedisSettings
    record: Record
    find_lugar: Callable[[UUID], Lugar | None] = lambda _: None

    def __post_init__(self) -> None:
        self.channel = Channel(build_redis(self.redis))
        self.publisher = self.channel.open(self.record.geracao.id, 1)

    def publish(self, *events: Event) -> None:
        for event in events:
            self.publisher.publish(event)

    def end(self) -> None:
        """As the job does it: first the record, then the event."""
        self.record.geracao = replace(self.record.geracao, estado=Estado.PRONTO)
        self.publish(OperationEnded(Estado.PRONTO))

    @asynccontextmanager
    async def open_portal(self, address: RedisSettings | None = None) -> AsyncIterator[Callable[[], Any]]:
        """The route over services of this event loop; each call is a connection of a browser."""
        client = build_async_redis(address or self.redis)
        services: Any = SimpleNamespace(
            pecas=self.record,
            fila=SimpleNamespace(find=self.find_lugar),
            machinery=SimpleNamespace(async_client=client),
        )
        install_services(services)
        ident = str(self.record.geracao.id)
        scope = {"type": "http", "path_params": {"geracao_id": ident}, "usuario": build_usuario()}

        async def connect() -> AsyncIterator[str]:
            answer = await acompanhar.follow_geracao(Request(scope))
            assert isinstance(answer, StreamingResponse)
            async for message in answer.body_iterator:
                yield str(message)

        try:
            yield connect
        finally:
            install_services(None)
            await client.aclose()


@pytest.fixture
def stage(redis_url: str) -> Stage:
    return build_stage(redis_url)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acompanhar, "_BATCH_S", 0.002)


def build_stage(redis_url: str) -> Stage:
    return Stage(RedisSettings(url=SecretStr(redis_url)), Record(build_geracao()))


async def read_until(connect: Callable[[], Any], browser: Browser, found: Callable[[], bool]) -> float:
    """Seconds of one connection until the condition is true."""
    began = time.monotonic()
    connection = connect()
    async with asyncio.timeout(PATIENCE_S):
        async for message in connection:
            browser.take(message)
            if found():
                break
    await connection.aclose()
    return time.monotonic() - began


def cut_pieces(text: str, rng: random.Random) -> Iterator[tuple[int, TextAppended]]:
    """Attempt and piece: now and then a new attempt begins a little before where the former one stopped."""
    place, attempt = 0, 1
    while place < len(text):
        if rng.random() < 0.15:
            attempt, place = attempt + 1, max(0, place - rng.randrange(40))
        size = rng.randint(1, 12)
        yield attempt, TextAppended(place, text[place : place + size])
        place += size


async def write(stage: Stage, text: str, rng: random.Random) -> None:
    attempt = 1
    for number, piece in cut_pieces(text, rng):
        if number != attempt:
            attempt, stage.publisher = number, stage.channel.open(stage.record.geracao.id, number)
            stage.publish(OperationStarted(number, "2026-01-01T00:00:00+00:00"))
        stage.publish(piece)
        await asyncio.sleep(rng.choice((0, 0, 0.001, 0.004)))
    stage.end()


async def visit(connect: Callable[[], Any], rng: random.Random, drain: list[bool]) -> Browser:
    """A tab: its connection breaks at any moment, or the portal stops, until the end came."""
    browser = Browser()
    while not browser.is_over:
        left, connection = rng.randint(1, 9), connect()
        async for message in connection:
            browser.take(message)
            left -= 1
            drain[0] = rng.random() < 0.1
            if left == 0 and not browser.is_over:
                break
        drain[0] = False
        await connection.aclose()
    return browser


async def live_through(stage: Stage, text: str, rng: random.Random, drain: list[bool]) -> list[Browser]:
    async with stage.open_portal() as connect, asyncio.timeout(PATIENCE_S):
        tabs = [visit(connect, rng, drain) for _ in range(3)]
        *browsers, _ = await asyncio.gather(*tabs, write(stage, text, rng))
    return [browser for browser in browsers if browser is not None]


def build_words(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices("abcdefgh", k=rng.randint(1, 9))) for _ in range(count)]


def live_any_life(redis_url: str, seed: int, drain: list[bool]) -> bool:
    """True when all tabs end with exactly the text."""
    rng = random.Random(seed)
    words = build_words(rng, rng.randint(5, 60))
    text = "".join(word + rng.choice((" ", " ", "\n\n")) for word in words)
    browsers = asyncio.run(live_through(build_stage(redis_url), text, rng, drain))
    return {browser.hash() for browser in browsers} == {hash_words(words)}


@pytest.mark.usefixtures("hurry")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_whatever_breaks_each_tab_ends_with_the_text(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    drain = [False]
    monkeypatch.setattr(acompanhar, "is_draining", lambda: drain[0])
    assert live_any_life(redis_url, seed, drain)


@pytest.mark.usefixtures("hurry")
def test_following_from_now_would_be_noticed(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read_from_now(client: Any, ident: Any, after: str, *, block_s: float) -> tuple[Followed, ...]:
        return await read_really(client, ident, after if after == START else "$", block_s=block_s)

    monkeypatch.setattr(acompanhar, "read_batch", read_from_now)
    assert not all(live_any_life(redis_url, seed, [False]) for seed in range(12))


def test_twenty_thousand_characters_are_painted_within_half_a_second(stage: Stage) -> None:
    text = "\n\n".join(" ".join(["palavra"] * 60) for _ in range(42))
    stage.publish(*(TextAppended(place, text[place : place + 20]) for place in range(0, len(text), 20)))
    browser = Browser()

    async def reload() -> float:
        async with stage.open_portal() as connect:
            return await read_until(connect, browser, lambda: browser.count_chars() > 0)

    assert asyncio.run(reload()) < 0.5
    assert browser.hash() == hash_words(text.split())
    assert len(text) > 20_000


def test_a_redis_that_restarts_costs_a_line_and_nothing_else(stage: Stage) -> None:
    browser, words = Browser(), build_words(random.Random(1), 80)
    text = " ".join(words)
    stage.publish(TextAppended(0, text[:100]))

    def break_and_mend(proxy: FaultProxy) -> bool:
        if not browser.lines:
            return False
        if browser.count_chars() and browser.lines == [""]:
            proxy.refuse()
            proxy.cut()
            stage.publish(TextAppended(100, text[100:]))
        if browser.lines[-1] and not stage.record.geracao.estado.is_final:
            proxy.heal()
            stage.end()
        return browser.is_over

    async def live(proxy: FaultProxy) -> None:
        address = RedisSettings(url=SecretStr(proxy.wrap(stage.redis.url.get_secret_value())))
        async with stage.open_portal(address) as connect:
            await read_until(connect, browser, lambda: break_and_mend(proxy))

    with FaultProxy.before(stage.redis.url.get_secret_value()) as proxy:
        asyncio.run(live(proxy))
    assert browser.lines[1].startswith("Reconectando ao portal")
    assert browser.lines[-1] == ""
    assert browser.hash() == hash_words(words)


def test_a_database_that_is_away_is_told_and_waited_for(stage: Stage) -> None:
    browser = Browser()
    stage.record.geracao = replace(stage.record.geracao, estado=Estado.NA_FILA, iniciada_em=None)

    def break_and_mend() -> bool:
        if not browser.lines:
            return False
        if len(browser.lines) == 1:
            stage.record.is_away = True
            stage.end()
        if browser.lines[-1]:
            stage.record.is_away = False
        return browser.is_over

    async def live() -> None:
        async with stage.open_portal() as connect:
            await read_until(connect, browser, break_and_mend)

    asyncio.run(live())
    assert [line[:12] for line in browser.lines] == ["", "Reconectando", ""]


def test_a_new_place_is_shown_within_a_second(stage: Stage) -> None:
    browser = Browser()
    stage.record.geracao = replace(stage.record.geracao, estado=Estado.NA_FILA, iniciada_em=None)
    queue = WorkQueue(build_redis(stage.redis))
    stage.find_lugar = Fila(queue, Slots(build_redis(stage.redis), LimitsSettings())).find
    for key in ("geracao-1", build_key(stage.record.geracao.id)):
        queue.enqueue(QueueName.PECAS, Work("jobs.generate_peca.run", key, (), 60))

    async def live() -> float:
        async with stage.open_portal() as connect:
            moved_at = 0.0

            def move() -> bool:
                nonlocal moved_at
                if browser.lines and not moved_at:
                    queue.stop(QueueName.PECAS, "geracao-1")
                    moved_at = time.monotonic()
                return browser.lines[-1:] == ["1ª da fila"]

            await read_until(connect, browser, move)
            return time.monotonic() - moved_at

    assert asyncio.run(live()) < 1
    assert browser.lines == ["2ª da fila", "1ª da fila"]


def test_one_taken_up_again_after_its_worker_died_says_so(stage: Stage) -> None:
    browser = Browser()
    stage.find_lugar = lambda _: Lugar(1)
    stage.publish(TextAppended(0, "abc"))

    async def live() -> None:
        async with stage.open_portal() as connect:
            await read_until(connect, browser, lambda: len(browser.lines) > 1)

    asyncio.run(live())
    assert browser.lines == ["", "Retomando de onde parou: 1ª da fila"]
