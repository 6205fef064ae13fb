"""Shared fixtures: real PostgreSQL and Redis for the whole run, one fresh database and one clean Redis per test."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import bcrypt
import psycopg
import pytest
import redis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from core.infra.db import SessionScope, build_engine, build_session_scope
from core.settings import DatabaseSettings
from ops.services import run_services
from ops.state import ROOT, open_state

settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")  # how fast examples are made says how busy the machine is

_database_number = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hashes of passwords that cost a thirtieth of those of production: hundreds of tests make people."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bcrypt, "gensalt", partial(bcrypt.gensalt, rounds=7))
        yield


@pytest.fixture(scope="session")
def services() -> Iterator[dict[str, str]]:
    """``DATABASE_URL`` and ``REDIS_URL`` of servers that live as long as the run."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder, run_services(open_state(Path(folder))) as urls:
        yield urls


@pytest.fixture(scope="session")
def template_database(services: dict[str, str]) -> str:
    """Name of a migrated database that every test's own database is copied from."""
    name = f"template_{os.getpid()}"
    _run_sql(services["DATABASE_URL"], f'CREATE DATABASE "{name}"')
    environment = {**os.environ, "DATABASE_URL": _with_database(services["DATABASE_URL"], name)}
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
    return name


@pytest.fixture
def database_url(services: dict[str, str], template_database: str) -> Iterator[str]:
    """A fresh migrated database, dropped after the test."""
    name = f"test_{os.getpid()}_{next(_database_number)}"
    _run_sql(services["DATABASE_URL"], f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    yield _with_database(services["DATABASE_URL"], name)
    _run_sql(services["DATABASE_URL"], f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = build_engine(DatabaseSettings(url=SecretStr(database_url)), application_name="test", is_worker=True)
    yield engine
    engine.dispose()


@pytest.fixture
def session_scope(engine: Engine) -> SessionScope:
    return build_session_scope(engine)


@pytest.fixture
def redis_url(services: dict[str, str]) -> str:
    """A Redis emptied before the test."""
    with redis.Redis.from_url(services["REDIS_URL"]) as client:
        client.flushdb()
    return services["REDIS_URL"]


def _run_sql(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
