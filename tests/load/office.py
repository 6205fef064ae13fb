"""The people of an office at work, by role, as clients of the portal: what each does, and how long each act took.

They type, press, wait, read and look around with time to think in between (domain.md 1: 50 people, 15 of them in the
generator). Every act is timed as the person feels it; whatever does not come is noted as an error with its words.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from core.usuarios.domain import Papel
from tests.load.tab import Tab, TabFailedError, Wire

THINK_S = (4.0, 12.0)
"""Between two acts at the screen, at real speed."""

_TURN_S = 1800.0
"""A minuta that was asked for and is not there after so long is lost, whoever had the turn."""

_ARQUIVO = "Relatório médico: a parte autora pede o medicamento. Documento {n} de {quem}. " * 40


@dataclass
class Measures:
    """Seconds by act, what failed in words, and what came over the sockets."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    wire: Wire = field(default_factory=Wire)
    stream_bytes: int = 0
    stream_characters: int = 0

    def note(self, act: str, seconds: float) -> None:
        self.seconds.setdefault(act, []).append(seconds)


class Person:
    """Somebody who is logged in, with one tab at a time."""

    def __init__(self, client: httpx.AsyncClient, measures: Measures, *, seed: int, speed: float) -> None:
        self.client = client
        self.measures = measures
        self.random = random.Random(seed)
        self._speed = speed

    async def think(self) -> None:
        await asyncio.sleep(self.random.uniform(*THINK_S) / self._speed)

    async def pause(self, seconds: float) -> None:
        """A time of the office, shortened as all times are."""
        await asyncio.sleep(seconds / self._speed)

    async def do(self, act: str, doing: Awaitable[float]) -> None:
        self.measures.note(act, await doing)

    @asynccontextmanager
    async def visit(self, path: str, query: str = "") -> AsyncIterator[Tab]:
        """A page in a tab of its own."""
        tab = Tab(self.client, self.measures.wire)
        try:
            await self.do("first_load", tab.open(path, query))
            yield tab
        finally:
            await tab.close()

    async def get(self, act: str, path: str, kind: str) -> None:
        """A file or a stream's start that the browser asks for beside the page."""
        began = time.monotonic()
        answer = await self.client.get(path, headers={"accept": kind})
        self.measures.note(act, time.monotonic() - began)
        if answer.status_code != httpx.codes.OK:
            self.measures.errors.append(f"{act}: {answer.status_code}")


_LINK = re.compile(r"/baixar/[0-9a-f-]{36}")

Journey = Callable[[Person, str], Awaitable[None]]
"""One round of work; the second argument is a case number."""


async def write_peca(person: Person, numero: str) -> None:
    """Number, button, the text while it is written, Word."""
    async with person.visit("/gerador_de_pecas") as tab:
        await person.think()
        await person.do("interaction", tab.fill("Número do processo", numero))
        await person.think()
        await person.do("interaction", tab.press("Gerar minuta"))
        asked = dict(httpx.QueryParams(tab.query))
        if "geracao" not in asked:
            raise TabFailedError(f"no geração was started: {tab.read()[-300:]}")
        if not await follow(person, asked["geracao"]):
            return
        await person.think()
        await person.do("interaction", tab.rerun())
        peca = _LINK.search(tab.read())
        if peca is None:
            raise TabFailedError(f"no Word file is offered: {tab.read()[-300:]}")
    await person.get("docx", peca[0], "*/*")


async def follow(person: Person, geracao_id: str) -> bool:
    """The stream to its end, as the page's component follows it; whether a text came whole."""
    began, last, is_writing = time.monotonic(), 0.0, False
    async with person.client.stream("GET", f"/acompanhar/{geracao_id}", timeout=_TURN_S) as answer:
        name = ""
        async for line in answer.aiter_lines():
            person.measures.stream_bytes += len(line.encode()) + 1
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == "texto":
                now = time.monotonic()
                person.measures.note("gap" if is_writing else "first_character", now - (last if is_writing else began))
                last, is_writing = now, True
                person.measures.stream_characters += _count_characters(json.loads(line.removeprefix("data: ")))
            elif name == "fim":
                person.measures.note("geracao", time.monotonic() - began)
                return is_writing
    person.measures.errors.append("stream: ended without its end")
    return False


def _count_characters(message: Mapping[str, object]) -> int:
    if "mais" in message:
        return len(str(message["mais"]))
    blocos = message.get("blocos", [])
    return sum(len(str(bloco)) for bloco in blocos) if isinstance(blocos, list) else 0


async def classify(person: Person, numero: str) -> None:
    """Three files, the button, the lot while it runs, a filter, the sheet."""
    async with person.visit("/classificador", "aba=nova") as tab:
        url = _find_upload(tab)
        for number in range(3):
            text = _ARQUIVO.format(n=number, quem=f"{numero}-{person.random.random()}")
            answer = await person.client.post(
                url,
                content=text.encode(),
                headers={"x-nome": f"documento-{number}.txt", "sec-fetch-site": "same-origin"},
            )
            if answer.status_code != httpx.codes.OK or answer.json()["recusas"]:
                raise TabFailedError(f"upload: {answer.status_code} {answer.text[:200]}")
        await person.do("interaction", tab.rerun())
        await person.think()
        await person.do("interaction", tab.press("Começar a classificação"))
        lote = dict(httpx.QueryParams(tab.query)).get("lote")
        if not lote:
            raise TabFailedError(f"no lot was started: {tab.read()[-300:]}")
        for _ in range(4):
            await person.think()
            await person.do("interaction", tab.rerun())
    await person.get("export", f"/lotes/{lote}/exportar?formato=csv", "*/*")


def _find_upload(tab: Tab) -> str:
    for node in tab.every("bidi_component"):
        data = json.loads(node.message.json or "{}")
        if isinstance(data, dict) and str(data.get("url", "")).startswith("/lotes/remessas/"):
            return str(data["url"])
    raise TabFailedError("the page takes no files")


async def look_at_reports(person: Person, _numero: str) -> None:
    """A period, a division, a kind of peça: three questions to a dashboard."""
    async with person.visit("/relatorios") as tab:
        for label, option in (("Período", "Este ano"), ("Tipo de peça", "Contestação"), ("Período", "Últimos 30 dias")):
            await person.think()
            await person.do("interaction", tab.choose(label, option))


async def calculate(person: Person, numero: str) -> None:
    """The number of a case, the button, the pedido while it is read."""
    async with person.visit("/pedido_de_calculo") as tab:
        await person.think()
        await person.do("interaction", tab.fill("Número do processo", numero))
        await person.do("interaction", tab.press("Ler o processo"))
        for _ in range(3):
            await person.think()
            await person.do("interaction", tab.rerun())


async def train(person: Person, _numero: str) -> None:
    """The areas of the trainings; what runs is looked at."""
    for area in ("dados", "treinos", "modelos"):
        async with person.visit("/treinamento_bert", f"aba={area}") as tab:
            await person.think()
            await person.do("interaction", tab.rerun())


async def look_around(person: Person, _numero: str) -> None:
    """The first page, the administration, the help."""
    for path in ("/", "/administracao", "/ajuda", "/garantias"):
        async with person.visit(path) as tab:
            await person.think()
            await person.do("interaction", tab.rerun())


@dataclass(frozen=True)
class Role:
    """``share`` of fifty people; ``every_s`` is the time from one round of work to the next, at real speed."""

    name: str
    papel: Papel
    share: int
    every_s: float
    journey: Journey


ROLES = (
    Role("gerador", Papel.PROCURADOR, 15, 120, write_peca),
    Role("classificador", Papel.PROCURADOR, 10, 60, classify),
    Role("calculo", Papel.PROCURADOR, 8, 60, calculate),
    Role("relatorios", Papel.GESTOR, 7, 45, look_at_reports),
    Role("bert", Papel.DADOS, 3, 60, train),
    Role("outras", Papel.ADMIN, 7, 40, look_around),
)


def cast(people: int) -> list[Role]:
    """So many people in the shares of the office, each role in its turn."""
    total = sum(role.share for role in ROLES)
    wanted = {role.name: role.share * people / total for role in ROLES}
    picked: list[Role] = []
    given = dict.fromkeys(wanted, 0)
    for _ in range(people):
        role = max(ROLES, key=lambda one: wanted[one.name] - given[one.name])
        given[role.name] += 1
        picked.append(role)
    return picked


async def work(person: Person, role: Role, numeros: list[str], until: float) -> None:
    """Rounds of the role's work until the end; the people of an office do not all begin at the same second."""
    await person.pause(person.random.uniform(0, role.every_s / 2))
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            await asyncio.wait_for(role.journey(person, person.random.choice(numeros)), max(1.0, until + 60 - began))
        except (TabFailedError, httpx.HTTPError) as error:
            person.measures.errors.append(f"{role.name}: {error}"[:400])
            await person.pause(10)
        except TimeoutError:
            return
        await person.pause(max(0.0, role.every_s - (time.monotonic() - began)))
