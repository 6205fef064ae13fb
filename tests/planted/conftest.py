"""The simulated Gemini as a witness of what leaves, a portal where only tests work, and the means to plant faults."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.bootstrap import Services, build_services
from core.infra import slots
from core.settings import Settings
from ops.state import ROOT
from tests.jobs.stage import Pool, Simulator, Stage
from tests.load.checker import RecordedCall, pair_calls
from tests.load.stack import run_simulator

SPEED = 30
REDIS_NUMBER = 3
COURT_PATH = "/mniws/servico-intercomunicacao-2.2.2/intercomunicacao"

Plant = Callable[[str, str], None]


class Witness(Simulator):
    """A simulator whose ledger is read by the checker."""

    def list_calls(self) -> list[RecordedCall]:
        """Everything since the last reset; what is in flight lasts until the last line."""
        return pair_calls(self._ledger()["entries"])


@pytest.fixture(scope="session")
def gemini_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_simulator("gemini", tmp_path_factory.mktemp("gemini") / "ledger.jsonl", seed=1, speed=SPEED) as url:
        yield url


@pytest.fixture
def gemini(gemini_url: str) -> Iterator[Witness]:
    """Without faults and with an empty ledger."""
    witness = Witness(gemini_url)
    witness.reset()
    yield witness
    witness.reset()
    witness.close()


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Change one place of the script that decides about permits, for objects built from now on."""

    def change(sound: str, faulty: str) -> None:
        assert slots._SCRIPT.count(sound) == 1, "the script no longer has the line that the fault replaces"
        monkeypatch.setattr(slots, "_SCRIPT", slots._SCRIPT.replace(sound, faulty))

    return change


@pytest.fixture(scope="session")
def environment(
    services: dict[str, str], template_database: str, gemini_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of a portal with a database and a part of Redis of its own, over both simulators."""
    name = f"planted_{os.getpid()}"
    plain = services["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"'.encode())
    ledger = tmp_path_factory.mktemp("tribunal") / "ledger.jsonl"
    with run_simulator("tribunal", ledger, seed=1, speed=SPEED) as court_url:
        yield os.environ | {
            "DATABASE_URL": make_url(services["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False),
            "REDIS_URL": f"{services['REDIS_URL'].rpartition('/')[0]}/{REDIS_NUMBER}",
            "WEB_IS_DEMONSTRATION": "true",
            "GEMINI_API_KEY": "demo-key",
            "GEMINI_BASE_URL": gemini_url,
            "TRIBUNAL_URL": court_url + COURT_PATH,
            "TRIBUNAL_USUARIO": "procuradoria-demo",
            "TRIBUNAL_SENHA": "demo",
            "WORKERS_OCR": "1",
            "LOGGING_LEVEL": "CRITICAL",
        }
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def portal(environment: dict[str, str]) -> Iterator[Services]:
    """The services of the page, over a library and some people."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        built = build_services(Settings(), process="test")
    built.machinery.client.flushdb()
    built.prompts.seed_library()
    built.constantes.seed_constantes()
    with built.machinery.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " SELECT 'p' || n, 'Pessoa ' || n, 'procurador', 'PGE', 'x', true, now()"
                " FROM generate_series(1, 20) AS n"
            )
        )
    yield built
    built.close()


@pytest.fixture(scope="session")
def reader(portal: Services, environment: dict[str, str]) -> Iterator[None]:
    """The worker that reads documents; nobody writes peças."""
    del portal
    process = subprocess.Popen([sys.executable, "-m", "jobs.worker", "ocr"], cwd=ROOT, env=environment)
    yield
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def usuarios(portal: Services) -> Iterator[int]:
    with portal.machinery.engine.connect() as connection:
        return iter(connection.execute(text("SELECT id FROM usuario ORDER BY id")).scalars().all())


@pytest.fixture
def stage(
    reader: None,
    portal: Services,
    environment: dict[str, str],
    gemini: Witness,
    usuarios: Iterator[int],
    tmp_path: Path,
) -> Iterator[Stage]:
    """A portal whose pool is never started: a geração waits until the test starts its job."""
    del reader
    court = Simulator(environment["TRIBUNAL_URL"].removesuffix(COURT_PATH))
    stage = Stage(portal, environment, gemini, court, Pool(environment, tmp_path / "pool.log"), usuarios)
    stage.forget_answers()
    stage.forget_trouble()
    yield stage
    court.close()
