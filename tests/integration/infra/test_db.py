"""What a failure of the database says: enough to know what happened, nothing of a case."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, QueuePool, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.infra import db
from core.infra.db import DATABASE_AWAY, SessionScope, build_engine
from core.infra.logging import describe_error
from core.infra.queue import QueueName
from core.settings import DatabaseSettings, WorkersSettings
from ops.state import find_free_port
from tests.load.proxy import FaultProxy

CANARY = "canario-4711"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO conteudo (sha256, size_bytes, mimetype, created_at) VALUES (:text, NULL, 'x', now())",
        "SELECT CAST(:text AS integer)",
        "SELECT * FROM missing WHERE name = :text",
    ],
    ids=["detail of a row", "value in the message", "parameters"],
)
def test_a_refused_statement_does_not_repeat_what_it_carried(engine: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError) as refused, engine.begin() as connection:
        connection.execute(text(statement), {"text": CANARY})
    written = "".join(traceback.format_exception(refused.value))
    assert CANARY not in written
    assert CANARY not in str(describe_error(refused.value))
    assert f"SQLSTATE {getattr(refused.value.orig, 'sqlstate', '')}" in written


def test_a_broken_constraint_is_still_told_apart(engine: Engine) -> None:
    statement = text("INSERT INTO conteudo (sha256) VALUES (:text)")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(statement, {"text": CANARY})


def test_a_server_that_is_away_or_hangs_up_is_known_as_such(engine: Engine) -> None:
    away = SecretStr(f"postgresql+psycopg://nobody@127.0.0.1:{find_free_port()}/none")
    absent = build_engine(DatabaseSettings(url=away), application_name="test")
    with pytest.raises(DATABASE_AWAY, match="refused"), absent.connect():
        pass
    with pytest.raises(DATABASE_AWAY), engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_all_processes_of_a_machine_together_open_at_most_fifty_connections() -> None:
    database, workers = DatabaseSettings(url=SecretStr("x")), WorkersSettings()
    processes = (
        sum(getattr(workers, queue.value) for queue in QueueName) + len(("schedule",)) + len(("copy", "its hashes"))
    )
    assert database.pool_size + database.max_overflow + processes * database.worker_pool_size <= 50


def test_a_thread_of_a_worker_waits_longer_for_the_connection_than_a_statement_may_take() -> None:
    settings = DatabaseSettings(url=SecretStr("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    pool = build_engine(settings, application_name="test", is_worker=True).pool
    assert isinstance(pool, QueuePool)
    assert pool.timeout() > settings.statement_timeout_ms / 1000


def test_threads_of_a_worker_share_its_connection(engine: Engine, session_scope: SessionScope) -> None:
    def ask(_number: int) -> int:
        with session_scope() as session:
            return int(session.scalar(text("SELECT pg_backend_pid() FROM pg_sleep(0.02)")) or 0)

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(ask, range(12)))) == 1
    with engine.connect() as connection:
        opened = connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"))
    assert opened == 1


@pytest.fixture
def proxy(database_url: str) -> Iterator[FaultProxy]:
    with FaultProxy.before(database_url) as proxy:
        yield proxy


@pytest.fixture
def impatient(proxy: FaultProxy, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine with one connection, behind the proxy, that waits less than half a second."""
    monkeypatch.setattr(db, "_PING_S", 0.2)
    monkeypatch.setattr(db, "_GRACE_S", 0.3)
    settings = DatabaseSettings(url=SecretStr(proxy.wrap(database_url)), statement_timeout_ms=100, pool_size=1)
    engine = build_engine(settings, application_name="test")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    yield engine
    engine.dispose()


def test_a_server_that_freezes_during_a_statement_is_away(impatient: Engine, proxy: FaultProxy) -> None:
    with impatient.connect() as connection:
        proxy.freeze()
        began = time.monotonic()
        with pytest.raises(DATABASE_AWAY):
            connection.execute(text("SELECT 1"))
        assert 0.4 <= time.monotonic() - began < 3
        proxy.thaw()
    with impatient.connect() as connection:
        assert connection.scalar(text("SELECT 2")) == 2, "a late answer was taken for that to another question"


def test_a_connection_that_froze_unused_is_replaced(impatient: Engine, proxy: FaultProxy) -> None:
    proxy.freeze()
    thaw = threading.Timer(0.6, proxy.thaw)
    thaw.start()
    with impatient.connect() as connection:
        assert connection.scalar(text("SELECT 3")) == 3
    thaw.join()
    assert proxy.accepted == 2
