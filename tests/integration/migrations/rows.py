"""One row for every table as it is at this moment, whatever the version of the portal that made it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from sqlalchemy import types as sql
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

_VALUES: tuple[tuple[type[Any] | tuple[type[Any], ...], Callable[[Any], object]], ...] = (
    (postgresql.JSONB, lambda _type: {}),
    (postgresql.TSVECTOR, lambda _type: "x"),
    (postgresql.INTERVAL, lambda _type: timedelta(hours=1)),
    (sql.ARRAY, lambda _type: []),
    (sql.Uuid, lambda _type: uuid.UUID(int=4711)),
    (sql.Boolean, lambda _type: True),
    (sql.DateTime, lambda _type: NOW),
    (sql.Date, lambda _type: date(2026, 11, 23)),
    (sql.Integer, lambda _type: 1),
    ((sql.Numeric, sql.Float), lambda _type: 1),
    (sql.LargeBinary, lambda _type: b"prova"),
    (sql.String, lambda found: "é texto"[: found.length or 7]),
)


def fill(connection: Connection, tables: set[str]) -> set[str]:
    """Add a row to each of these tables; returns the names of those that did not take one."""
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(tables))
    wanted = [table for table in metadata.sorted_tables if table.name in tables]
    return {table.name for table in wanted if not _add(connection, table)}


def _add(connection: Connection, table: Table) -> bool:
    """All columns have a value; where a rule of the table refuses that, one or all that need none do without."""
    everything = {column.name: _choose(connection, column) for column in table.columns if not _is_own(column)}
    needed = {name: value for name, value in everything.items() if not table.columns[name].nullable}
    spared = [{**everything, name: None} for name in everything if name not in needed]
    for values in (everything, needed, *spared):
        try:
            with connection.begin_nested():
                connection.execute(insert(table).values(values))
        except IntegrityError:
            continue
        return True
    return False


def _is_own(column: Column[Any]) -> bool:
    """Whether the database gives the value itself."""
    return column.server_default is not None or column.identity is not None or column.computed is not None


def _choose(connection: Connection, column: Column[Any]) -> object:
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    return next((choose(column.type) for kind, choose in _VALUES if isinstance(column.type, kind)), None)
