"""Every migration goes there and back over a database with rows in it, and none of them makes people wait long."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from core.infra.db import Base
from ops.state import ROOT
from tests.integration.migrations.rows import fill

CHANGING = """
from alembic import op
revision = "prova"
down_revision = "{head}"
branch_labels = depends_on = None
def upgrade():
    op.execute("ALTER TABLE arquivo ADD COLUMN prova integer")
def downgrade():
    op.execute("ALTER TABLE arquivo DROP COLUMN prova")
"""


def read_scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)


@pytest.fixture
def config() -> Config:
    return Config(str(ROOT / "alembic.ini"))


@pytest.fixture
def empty(services: dict[str, str]) -> Iterator[Engine]:
    """A database with nothing in it."""
    url, name = make_url(services["DATABASE_URL"]), f"migracoes_{os.getpid()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = create_engine(url.set(database=name))
    yield engine
    engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


def test_there_is_one_head(config: Config) -> None:
    assert len(read_scripts(config).get_heads()) == 1


def test_every_migration_goes_there_and_back_with_rows(config: Config, empty: Engine) -> None:
    steps = list(read_scripts(config).walk_revisions())[::-1]
    known, bare = set[str](), set[str]()
    for step in steps:
        with empty.begin() as connection, operating(connection):
            step.module.upgrade()
            new = list_tables(connection) - known
            bare |= fill(connection, new)
            known |= new
    assert bare == set(), "no row was made for these: what migrations do to them is not tried"
    importlib.import_module("core.bootstrap")  # and with it the rows of all packages
    with empty.connect() as connection:
        assert list_differences(connection) == []
        assert set(Base.metadata.tables) <= list_tables(connection)
    for step in steps[::-1]:
        with empty.begin() as connection, operating(connection):
            step.module.downgrade()
    with empty.connect() as connection:
        assert list_tables(connection) == set()


def operating(connection: Connection) -> AbstractContextManager[Operations]:
    """What ``alembic.op`` works on."""
    return Operations.context(MigrationContext.configure(connection))


def test_a_migration_that_waits_lets_others_pass(
    config: Config, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of a long report holds the table; who comes after the migration waits for neither (2.5 s at most)."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    (tmp_path / "prova.py").write_text(CHANGING.format(head=read_scripts(config).get_current_head()))
    config.set_main_option("version_locations", f"{ROOT / 'migrations' / 'versions'}{os.pathsep}{tmp_path}")
    engine = create_engine(database_url, connect_args={"options": "-c lock_timeout=2500"})
    longest_s = 0.0
    with ThreadPoolExecutor(1) as threads:
        with engine.begin() as reader:
            reader.execute(text("SELECT count(*) FROM arquivo"))
            changing = threads.submit(command.upgrade, config, "prova")
            ends = time.monotonic() + 3
            while time.monotonic() < ends:
                began = time.monotonic()
                with engine.begin() as other:
                    other.execute(text("DELETE FROM arquivo WHERE chave = 'x'"))
                longest_s = max(longest_s, time.monotonic() - began)
            assert not changing.done()
        changing.result(timeout=60)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(prova) FROM arquivo")) == 0
    engine.dispose()
    assert longest_s > 0.2, "nobody met the migration"


def list_differences(connection: Connection) -> list[object]:
    """What the rows of core have and the database does not, or of another type.

    The database may have more: summaries, computed columns, indexes of searches.
    """

    def is_wanted(_object: object, _name: str, _kind: str, is_found: bool, counterpart: object) -> bool:
        return not is_found or counterpart is not None

    found = MigrationContext.configure(connection, opts={"include_object": is_wanted, "compare_type": True})
    return compare_metadata(found, Base.metadata)


def list_tables(connection: Connection) -> set[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return set(connection.scalars(text(query)))
