"""The database as PostgreSQL's own tools and a plain connection see it: dumped, hashed, made, put in place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy.engine import URL, make_url

from core.auditoria.repository import AuditoriaRepository
from core.infra.db import build_engine, build_session_scope
from core.settings import DatabaseSettings
from ops.backup.manifest import BackupError, Banco, Tabela

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') ORDER BY relname"
)
_SEQUENCES = "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"

_HASH: LiteralString = """
    SELECT count(*), coalesce(sum(first), 0), coalesce(sum(second), 0)
    FROM (
        SELECT ('x' || substr(digest, 1, 16))::bit(64)::bigint::numeric AS first,
               ('x' || substr(digest, 17, 16))::bit(64)::bigint::numeric AS second
        FROM (SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') AS digest FROM {} AS t) AS digests
    ) AS numbers
"""
"""Sums of parts of each row's hash: the same in any order, and computed where the rows are."""

_WRITTEN_ALIKE: tuple[LiteralString, ...] = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO'",
    "SET intervalstyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
)
"""Settings that decide how a row is written."""


class Database:
    """One database of a server. ``url`` is that of the settings; its password reaches programs by the environment."""

    def __init__(self, url: SecretStr) -> None:
        self._url: URL = make_url(url.get_secret_value())

    @property
    def name(self) -> str:
        return str(self._url.database)

    @property
    def environment(self) -> Mapping[str, str]:
        """What PostgreSQL's programs are told; never an argument, which every user of a machine can read."""
        url = self._url
        told = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
        named = {name: str(value) for name, value in told.items() if value is not None}
        return {**os.environ, **named, "PGDATABASE": self.name}

    def beside(self, name: str) -> Database:
        """Another database of the same server."""
        return Database(SecretStr(self._url.set(database=name).render_as_string(hide_password=False)))

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        """A connection without the portal's limits. Raises BackupError when the server does not let us in."""
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            return psycopg.connect(plain, autocommit=autocommit, application_name="portal-backup", connect_timeout=10)
        except psycopg.OperationalError as error:
            raise BackupError("O banco de dados não respondeu. Confira DATABASE_URL e tente de novo.") from error

    def exists(self) -> bool:
        """Whether there is a database of this name with anything in it."""
        with self.beside("postgres").connect() as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.name,)).fetchone()
        if row is None:
            return False
        with self.connect() as connection:
            return connection.execute(_TABLES).fetchone() is not None

    def verify_audit(self) -> None:
        """Raises BackupError when the chain of the record of acts is broken."""
        settings = DatabaseSettings(url=SecretStr(self._url.render_as_string(hide_password=False)))
        engine = build_engine(settings, application_name="portal-backup", is_worker=True)
        try:
            laudo = AuditoriaRepository(build_session_scope(engine)).verify()
        finally:
            engine.dispose()
        if not laudo.is_integro:
            raise BackupError(f"A cadeia da auditoria está quebrada: {laudo.falha}.")


def describe(connection: psycopg.Connection[Any]) -> Banco:
    """What a transaction sees. The record of acts stands as its last row says; its chain is not read."""
    for statement in _WRITTEN_ALIKE:
        connection.execute(statement)
    tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
    if "alembic_version" not in tables:
        raise BackupError("Não há um portal neste banco de dados.")
    sequences = dict(connection.execute(_SEQUENCES).fetchall())
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    head = connection.execute("SELECT numero, hash FROM auditoria ORDER BY numero DESC LIMIT 1").fetchone()
    return Banco(
        revisao=str(revision[0]) if revision else "",
        postgres=connection.info.server_version // 10_000,
        tabelas={name: _hash_table(connection, name) for name in tables},
        sequencias=sequences,
        registros=int(head[0]) if head else 0,
        auditoria=str(head[1]) if head else "0" * 64,
    )


def _hash_table(connection: psycopg.Connection[Any], name: str) -> Tabela:
    row = connection.execute(sql.SQL(_HASH).format(sql.Identifier(name))).fetchone()
    count, *sums = row or (0, 0, 0)
    return Tabela(int(count), sha256(":".join(str(part) for part in (count, *sums)).encode()).hexdigest())
