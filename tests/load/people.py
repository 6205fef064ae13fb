"""People of a benchmark who ask the model through the product's own guard and client, several in each process.

Every person has services of its own, as if each had a worker, and may have several calls waiting at once. How long an
answer takes stands in the request: the simulator reads it there.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.bootstrap import Services, build_services
from core.clients.gemini import SEM_AUTOS, PedidoAoModelo, Turno
from core.errors import PortalError
from core.infra.logging import configure_logging
from core.infra.slots import Caller, ServiceClass
from core.settings import Settings
from tests.load.turns import TurnLog, witness

LATENCY_PATTERN = r"leva (\d+\.\d+) s"
"""Where the simulator finds the time of a call."""

_SCHEMA = {"type": "object", "properties": {"resposta": {"type": "string"}}, "required": ["resposta"]}
_WARM_S = 0.01


@dataclass(frozen=True)
class Wish:
    """One call: when to ask, in seconds after the start, and how long the answer takes."""

    at_s: float
    seconds: float


@dataclass(frozen=True)
class Person:
    """Somebody with some strands of work; the calls of one strand follow each other."""

    name: str
    service_class: ServiceClass
    strands: tuple[tuple[Wish, ...], ...]


@dataclass(frozen=True)
class Scene:
    """People who start together; nobody asks any more ``until_s`` later."""

    people: tuple[Person, ...]
    until_s: float = math.inf


@dataclass(frozen=True)
class Team:
    """What one process plays, scene after scene; the settings of its product, and where turns are logged."""

    environment: Mapping[str, str]
    turns: Path
    scenes: tuple[Scene, ...]


def work_as_team(team: Team, begin: Callable[[], object]) -> int:
    """Prepare everybody, then play each scene when all other teams are ready for it; how many calls failed."""
    os.environ.update(team.environment)
    configure_logging(Settings().logging, process="bench")
    _warm(team)
    log = TurnLog(team.turns)
    offices = [_open_office(log) for _ in range(max(len(scene.people) for scene in team.scenes))]
    return sum(_play(scene, offices, begin) for scene in team.scenes)


def _open_office(log: TurnLog) -> Services:
    """Services of one person, ready before the clock starts."""
    services = build_services(Settings(), process="bench", is_worker=True)
    witness(services.machinery.slots, log)
    services.gemini  # noqa: B018  # a cached property: the client is built on first use
    services.machinery.client.ping()
    return services


def _play(scene: Scene, offices: Sequence[Services], begin: Callable[[], object]) -> int:
    threads, ready, starts = list[threading.Thread](), threading.Event(), list[float]()
    failures: list[str] = []
    for person, services in zip(scene.people, offices, strict=False):
        services.machinery.guard.caller = Caller(person.name, person.service_class, is_patient=True)
        for number, strand in enumerate(person.strands):
            ask = partial(_try, services, f"{person.name}/{number}", failures)
            threads.append(threading.Thread(target=_follow, args=(ask, strand, ready, starts, scene.until_s)))
    for thread in threads:
        thread.start()
    begin()
    starts.append(time.monotonic())
    ready.set()
    for thread in threads:
        thread.join()
    return len(failures)


def _warm(team: Team) -> None:
    """The first call of a process loads code; it is made at limits of its own, so that nothing is learnt from it."""
    elsewhere = team.environment["REDIS_URL"].rpartition("/")[0] + "/1"
    os.environ["REDIS_URL"] = elsewhere
    services = build_services(Settings(), process="bench", is_worker=True)
    _ask(services, f"aquecimento de {os.getpid()}", _WARM_S)
    services.close()
    os.environ["REDIS_URL"] = team.environment["REDIS_URL"]


def _follow(
    ask: Callable[[float], None], strand: tuple[Wish, ...], ready: threading.Event, starts: list[float], until_s: float
) -> None:
    ready.wait()
    for wish in strand:
        time.sleep(max(0.0, starts[0] + wish.at_s - time.monotonic()))
        if time.monotonic() >= starts[0] + until_s:
            return
        ask(wish.seconds)


def _try(services: Services, name: str, failures: list[str], seconds: float) -> None:
    try:
        _ask(services, name, seconds)
    except PortalError as error:
        failures.append(error.code)


def _ask(services: Services, name: str, seconds: float) -> None:
    turno = Turno(f"O pedido {name} de {time.time_ns()} leva {seconds:.4f} s.", SEM_AUTOS)
    pedido = PedidoAoModelo(services.settings.gemini.modelo_coletor, "Responda.", (turno,), temperatura=0.9)
    services.gemini.generate_json(pedido, _SCHEMA, operation="burst")
