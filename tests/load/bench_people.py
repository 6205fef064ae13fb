"""``portal bench people``: fifty people of an office at once, what each of them feels, what it costs the server.

The portal is the real one with its workers and simulators; people speak Streamlit's own protocol (``tab.py``) and act
by role (``office.py``). ``PEOPLE``, ``MINUTES`` and ``SPEED`` in the environment change the crowd, the length and the
scale of time (times of the simulators and of thought divided by it).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
import psutil
from sqlalchemy import Engine, create_engine, text

from core.bootstrap import build_services
from core.infra.db import build_session_scope
from core.settings import load_settings
from core.usuarios.domain import Usuario
from core.usuarios.repository import UsuarioRepository
from simulators.tribunal.casos import list_casos
from tests.load.browsers import open_sessao
from tests.load.checker import check_services, pair_calls
from tests.load.office import Measures, Person, Role, cast, work
from tests.load.report import parse_options, percentile, print_report
from tests.load.stack import Stack, run_stack

_PEOPLE, _MINUTES, _SPEED = 50, 10.0, 1.0
_QUICK = (12, 0.35, 30.0)
_WATCH_S = 2.0
_HTTP_S = 60.0


@dataclass
class Watched:
    """The web process and the database, looked at every two seconds."""

    cpu_s: float = 0.0
    rss_mb: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)

    @property
    def slope_mb_h(self) -> float:
        """Growth of the memory in the second half, where everything has been loaded once."""
        half = len(self.rss_mb) // 2
        hours = [second / 3600 for second in self.seconds[half:]]
        values = self.rss_mb[half:]
        if len(values) < 2 or hours[-1] == hours[0]:
            return 0.0
        mean_h, mean_v = sum(hours) / len(hours), sum(values) / len(values)
        above = sum((h - mean_h) * (v - mean_v) for h, v in zip(hours, values, strict=True))
        return above / sum((h - mean_h) ** 2 for h in hours)


def main() -> None:
    options = parse_options("people")
    people, minutes, speed = _QUICK if options.is_quick else (_PEOPLE, _MINUTES, _SPEED)
    people = int(os.environ.get("PEOPLE", people))
    minutes, speed = float(os.environ.get("MINUTES", minutes)), float(os.environ.get("SPEED", speed))
    with run_stack(speed=speed, seed=options.seed) as stack:
        measures, watched, wall_s = asyncio.run(run_office(stack, people, minutes * 60, speed, options.seed))
        violations = count_violations(stack)
    rows = list_rows(measures)
    acts, loads = measures.seconds.get("interaction", [0.0]), measures.seconds.get("first_load", [0.0])
    keys = {
        "people": people,
        "minutes": round(wall_s / 60, 1),
        "interaction_p50_ms": round(percentile(acts, 0.5) * 1000),
        "interaction_p95_ms": round(percentile(acts, 0.95) * 1000),
        "interaction_p99_ms": round(percentile(acts, 0.99) * 1000),
        "first_load_p95_ms": round(percentile(loads, 0.95) * 1000),
        "errors": len(measures.errors),
        "violations": violations,
        "server_cpu_pct": round(100 * watched.cpu_s / wall_s, 1),
        "rss_mb": round(max(watched.rss_mb, default=0.0)),
        "rss_slope_mb_h": round(watched.slope_mb_h, 1),
        "db_connections_max": max(watched.connections, default=0),
        "bytes_per_character": round(measures.stream_bytes / max(1, measures.stream_characters), 2),
    }
    targets = {"interaction_p50_ms": "<= 60", "interaction_p95_ms": "<= 300", "interaction_p99_ms": "<= 1000"}
    targets |= {"first_load_p95_ms": "<= 1500", "errors": "0", "violations": "0", "rss_mb": "<= 500"}
    targets |= {"rss_slope_mb_h": "<= 2", "db_connections_max": "<= 50"}
    rows += [(name, value, targets.get(name, "")) for name, value in keys.items()]
    rows += [(f"error: {words}", count, "") for words, count in Counter(measures.errors).most_common(10)]
    print_report("people", options, rows, keys)


async def run_office(
    stack: Stack, people: int, seconds: float, speed: float, seed: int
) -> tuple[Measures, Watched, float]:
    """Everybody at work for so many seconds of the clock."""
    tokens = enrol(stack, people)
    measures, watched = Measures(), Watched()
    numeros = [caso.numero_cnj for caso in list_casos() if not caso.nivel_sigilo]
    random.Random(seed).shuffle(numeros)
    began = time.monotonic()
    watching = asyncio.create_task(watch(stack, watched))
    async with AsyncExitStack() as open_clients:
        working = []
        for number, (role, token) in enumerate(tokens):
            client = httpx.AsyncClient(base_url=stack.address, cookies={"portal": token}, timeout=_HTTP_S)
            await open_clients.enter_async_context(client)
            person = Person(client, measures, seed=seed * 1000 + number, speed=speed)
            working.append(work(person, role, numeros, began + seconds))
        await asyncio.gather(*working)
    watching.cancel()
    return measures, watched, time.monotonic() - began


def enrol(stack: Stack, people: int) -> list[tuple[Role, str]]:
    """So many people of the office's roles, each with a session of their own."""
    os.environ.update(stack.environment)
    services = build_services(load_settings(), process="bench")
    repository = UsuarioRepository(build_session_scope(services.machinery.engine))
    found = []
    for number, role in enumerate(cast(people)):
        person = Usuario(0, f"pessoa{number:03}", "Pessoa Inventada", role.papel, f"Unidade {number % 5}")
        usuario = repository.add(person, senha_hash="!", autor="bench")
        assert usuario is not None
        found.append((role, open_sessao(services, usuario.id)))
    return found


async def watch(stack: Stack, watched: Watched) -> None:
    """The web process from outside, and the connections that the database counts."""
    process = find_web(stack)
    engine = create_engine(stack.environment["DATABASE_URL"], pool_size=1)
    began, first = time.monotonic(), sum(process.cpu_times()[:2])
    while True:
        watched.seconds.append(time.monotonic() - began)
        watched.rss_mb.append(process.memory_info().rss / 1e6)
        watched.cpu_s = sum(process.cpu_times()[:2]) - first
        watched.connections.append(await asyncio.to_thread(count_connections, engine))
        await asyncio.sleep(_WATCH_S)


def count_connections(engine: Engine) -> int:
    """Connections of clients, but for the one that looks."""
    with engine.connect() as connection:
        wanted = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(connection.execute(text(wanted)).scalar_one())


def find_web(stack: Stack) -> psutil.Process:
    """The process that listens where people come in."""
    port = int(stack.address.rpartition(":")[2])
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            return psutil.Process(connection.pid)
    raise RuntimeError("nobody listens where the portal should")


def count_violations(stack: Stack) -> int:
    """Stretches in which more calls than the limits were in flight, by the simulators' own ledgers."""
    limits = load_settings().limits
    calls = []
    for name in ("GEMINI_BASE_URL", "TRIBUNAL_URL"):
        address = httpx.URL(stack.environment[name]).copy_with(path="/_control/ledger", query=None)
        calls += pair_calls(httpx.get(address, timeout=60).json()["entries"])
    reports = check_services(calls, {"gemini": limits.gemini, "tribunal": limits.tjms})
    return sum(len(report.occupancy.violations) for report in reports.values())


def list_rows(measures: Measures) -> list[tuple[str, object, str]]:
    """What a person feels, act by act."""
    rows: list[tuple[str, object, str]] = []
    for act, seconds in sorted(measures.seconds.items()):
        shares = " / ".join(f"{percentile(seconds, share) * 1000:.0f}" for share in (0.5, 0.95, 0.99))
        rows.append((f"{act}: p50 / p95 / p99 ms", shares, f"{len(seconds)} times"))
    return rows


if __name__ == "__main__":
    main()
