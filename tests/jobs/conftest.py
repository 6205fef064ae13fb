"""Simulators, workers, database and queue for the whole folder; each test starts without faults."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
import redis
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.bootstrap import Services, build_services
from core.settings import Settings
from ops.processes import build_simulator
from ops.state import ROOT, find_free_port
from tests.jobs.redis_server import RedisServer
from tests.jobs.stage import TEXTOS, Pool, Simulator, Stage, wait_until

_SPEED = "30"
_COURT_PATH = "/mniws/servico-intercomunicacao-2.2.2/intercomunicacao"
_EPROC_PATH = "/ws/controlador_ws.php?srv=intercomunicacao3.0"
_LIMITS = {
    "LIMITS_ATTEMPTS": "2",
    "LIMITS_GERACOES_POR_MINUTO": "1000",
    "LIMITS_GERACOES_POR_MINUTO_TOTAL": "1000",
    "LIMITS_IA_POR_MINUTO": "1000",
    "LIMITS_LEASE_S": "6",
    "TRIBUNAL_CONSULTA_TIMEOUT_S": "3",
    "WORKERS_PECAS": "2",
    "WORKERS_OCR": "1",
    "WORKERS_AUTOS": "1",
    "WORKERS_IMAGENS": "1",
    "WORKERS_CONVERSA": "1",
    "WORKERS_CALCULO": "1",
    "WORKERS_LOTES": "1",
    "WORKERS_ENSAIOS": "1",
    "WORKERS_FROZEN_S": "3",
    "GEMINI_READ_TIMEOUT_S": "5",
    "GEMINI_STREAM_TIMEOUT_S": "5",
    "GEMINI_BREAKER_PROBE_S": "1",
    "TRIBUNAL_BREAKER_PROBE_S": "1",
}
_PEOPLE = 200


@pytest.fixture(scope="session")
def environment(
    services: dict[str, str], template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of the pool: its own database, its own part of Redis, both simulators."""
    name = f"jobs_{os.getpid()}"
    _run_sql(services["DATABASE_URL"], f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    base = {
        **{key: value for key, value in os.environ.items() if key.split("_")[0] not in ("LIMITS", "GEMINI")},
        "DATABASE_URL": make_url(services["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False),
        "REDIS_URL": _with_number(services["REDIS_URL"], 1),
        "SIMULATOR_SPEED": _SPEED,
        "SIMULATOR_CACHE": str(tmp_path_factory.mktemp("autos")),
        "TMPDIR": str(tmp_path_factory.mktemp("tmp")),
        **_LIMITS,
    }
    with ExitStack() as stack:
        log = tmp_path_factory.mktemp("logs") / "simulators.log"
        gemini = stack.enter_context(_run_simulator("tests.jobs.recording:app", base, log))
        court = stack.enter_context(_run_simulator("simulators.tribunal.app:app", base, log))
        yield base | {
            "WEB_IS_DEMONSTRATION": "true",
            "GEMINI_API_KEY": "demo-key",
            "GEMINI_BASE_URL": gemini,
            "TRIBUNAL_URL": court + _COURT_PATH,
            "TRIBUNAL_USUARIO": "procuradoria-demo",
            "TRIBUNAL_SENHA": "demo",
            "TRIBUNAL_EPROC_URL": court + _EPROC_PATH,
            "TRIBUNAL_EPROC_USUARIO": "procuradoria-demo",
            "TRIBUNAL_EPROC_SENHA": "demo",
        }
    _run_sql(services["DATABASE_URL"], f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def portal(environment: dict[str, str]) -> Iterator[Services]:
    """The services of the page, over a database with the library and some people."""
    built = _build_services(environment)
    built.prompts.seed_library()
    built.constantes.seed_constantes()
    built.tabelas_de_calculo.seed_tabelas()
    with built.machinery.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " SELECT 'p' || n, 'Pessoa ' || n, 'procurador', 'PGE', 'x', true, now()"
                " FROM generate_series(1, :people) AS n"
            ),
            {"people": _PEOPLE},
        )
    yield built
    built.close()


@pytest.fixture(scope="session")
def usuarios(portal: Services) -> Iterator[int]:
    with portal.machinery.engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM usuario ORDER BY id")).scalars().all()
    return itertools.chain(ids)


@pytest.fixture(scope="session")
def pool(portal: Services, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    pool = Pool(environment, tmp_path_factory.mktemp("pool") / "pool.log")
    pool.start()
    yield pool
    pool.stop()


@pytest.fixture
def stage(portal: Services, environment: dict[str, str], pool: Pool, usuarios: Iterator[int]) -> Iterator[Stage]:
    """A portal with workers, without faults; what a test left running is stopped."""
    yield from _set_stage(portal, environment, pool, usuarios)


@pytest.fixture(scope="session")
def whole(portal: Services, environment: dict[str, str], pool: Pool, usuarios: Iterator[int]) -> str:
    """The text of the small case when nothing goes wrong; whoever asks, the model answers the same."""
    texts = []
    for stage in _set_stage(portal, environment, pool, usuarios):
        geracao = stage.ask(TEXTOS)
        stage.follow_to_end(geracao)
        texts.append(stage.get_peca(geracao).versao.texto)
    return texts[0]


@pytest.fixture
def quiet(environment: dict[str, str], pool: Pool, usuarios: Iterator[int]) -> Iterator[Stage]:
    """The same database and simulators over a Redis where nobody works: jobs wait until a test runs them."""
    apart = _with_redis(environment, _with_number(environment["REDIS_URL"], 2))
    services = _build_services(apart)
    yield from _set_stage(services, apart, pool, usuarios)
    services.close()


@pytest.fixture
def shaky(
    environment: dict[str, str], usuarios: Iterator[int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stage, RedisServer]]:
    """The same database and simulators with a Redis and workers of their own."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    apart = _with_redis(environment, server.url)
    pool = Pool(apart, tmp_path_factory.mktemp("pool") / "pool.log")
    services = _build_services(apart)
    pool.start()
    for stage in _set_stage(services, apart, pool, usuarios):
        yield stage, server
    pool.stop()
    services.close()
    server.kill()


@pytest.fixture(scope="module")
def escola(
    portal: Services, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Services, Pool]]:
    """The same database over a Redis of its own, where workers examine datasets and train."""
    apart = _with_redis(environment, _with_number(environment["REDIS_URL"], 3))
    apart |= {"BERT_PASTA": str(tmp_path_factory.mktemp("bert")), "BERT_CHECKPOINT_S": "3600", "BERT_THREADS": "1"}
    pool = Pool(apart, tmp_path_factory.mktemp("pool") / "pool.log", ("bert", "rotinas"))
    services = _build_services(apart)
    pool.start()
    yield services, pool
    pool.stop()
    services.close()


def _set_stage(services: Services, environment: dict[str, str], pool: Pool, usuarios: Iterator[int]) -> Iterator[Stage]:
    gemini = Simulator(environment["GEMINI_BASE_URL"])
    court = Simulator(environment["TRIBUNAL_URL"].removesuffix(_COURT_PATH))
    stage = Stage(services, environment, gemini, court, pool, usuarios)
    for simulator in (gemini, court):
        simulator.reset()
    gemini.forget_sent()
    stage.forget_answers()
    stage.forget_trouble()
    yield stage
    for geracao in stage.repository.list_ativas():
        stage.cancel(geracao)
    wait_until(lambda: not stage.repository.list_ativas(), 20, "the end of what the test left running")
    for simulator in (gemini, court):
        simulator.reset()
        simulator.close()


def _with_redis(environment: dict[str, str], url: str) -> dict[str, str]:
    """The environment over another, empty Redis."""
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return environment | {"REDIS_URL": url}


def _build_services(environment: dict[str, str]) -> Services:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return build_services(Settings(), process="test")


@contextmanager
def _run_simulator(app: str, environment: dict[str, str], log: Path) -> Iterator[str]:
    """The address of a simulator that answers."""
    port = find_free_port()
    program = build_simulator("gemini", port)
    argv = [app if part.endswith(":app") else part for part in program.argv]
    with log.open("ab") as file:
        process = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=file, stderr=file)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), 30, f"the start of {app}")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_control", timeout=1).is_success
    except httpx.TransportError:
        return False


def _with_number(url: str, number: int) -> str:
    return f"{url.rpartition('/')[0]}/{number}"


def _run_sql(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
