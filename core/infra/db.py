"""The database: one engine per process, one declarative base, one transaction per repository method."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import DateTime, Engine, ExceptionContext, MetaData, QueuePool, create_engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from core.infra.cancel import shielded
from core.settings import DatabaseSettings

T = TypeVar("T")

SessionScope = Callable[[], AbstractContextManager[Session]]
"""What every repository takes: opens one session, commits at the end, rolls back on an error."""

DATABASE_AWAY = (OperationalError, InterfaceError)
"""What is raised while the server cannot be reached or breaks the connection off; later it may work."""

DATABASE_SILENT = (*DATABASE_AWAY, PoolTimeoutError)
"""The same, and a pool that has no connection free: what waits in a worker and is told to a person."""

DATABASE_REFUSED = (SQLAlchemyError, ValueError)
"""What is raised for rows that the server does not take, or that cannot be written at all. Look for the above first."""

_CONNECT_S = 5
_PING_S = 3.0
"""Longest wait for the answer to a ping: it asks for nothing."""

_GRACE_S = 5.0
"""How much longer than the server may work on a statement its answer may take to come."""

_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}
"""A machine that is gone is noticed after this time (seconds; the last in milliseconds), whoever waits or not."""

_CONNECTIONS = text(
    "SELECT coalesce(application_name, '') AS program, count(*) AS connections FROM pg_stat_activity "
    "WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1 ORDER BY 1"
)

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all rows. Times are stored in UTC with their zone."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: DateTime(timezone=True)}


@dataclass(frozen=True)
class DatabaseReport:
    """Open connections by program over all processes, and those that this process uses now of those it may open."""

    connections: Mapping[str, int]
    pool_in_use: int
    pool_limit: int


class _ImpatientConnection(psycopg.Connection[Any]):
    """Waits for the server no longer than a statement may take.

    A server that is frozen keeps its connections open and never ends a statement: ``statement_timeout`` is its own.
    """

    longest_s = _CONNECT_S + _GRACE_S

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As the base class; a silent server is an OperationalError and the connection is closed.

        Only a ping runs outside a transaction (``pool_pre_ping`` of SQLAlchemy).
        """
        longest_s = _PING_S if self.autocommit else self.longest_s
        began = time.monotonic()
        try:
            return super().wait(gen, interval, longest_s if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if error.sqlstate is None and time.monotonic() - began >= longest_s:
                self.close()  # an answer may still come: nobody may take it for that to another question
            raise


class CreatedMixin:
    """``created_at``, set by the program so that tests and reports share one clock."""

    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC), index=True)


def build_engine(settings: DatabaseSettings, *, application_name: str, is_worker: bool = False) -> Engine:
    """An engine with the pool of a web process or of a worker.

    The threads of a worker share few connections: a transaction lives for milliseconds and never opens another.
    """
    engine = create_engine(
        settings.url.get_secret_value(),
        pool_size=settings.worker_pool_size if is_worker else settings.pool_size,
        max_overflow=0 if is_worker else settings.max_overflow,
        pool_timeout=settings.worker_pool_timeout_s if is_worker else settings.pool_timeout_s,
        pool_recycle=settings.pool_recycle_s,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "application_name": application_name,
            "connect_timeout": _CONNECT_S,
            **_KEEPALIVE,
            "options": (
                f"-c statement_timeout={settings.statement_timeout_ms} "
                "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
            ),
        },
    )
    longest_s = settings.statement_timeout_ms / 1000 + _GRACE_S

    def connect(_dialect: Any, _record: Any, args: list[Any], parameters: dict[str, Any]) -> psycopg.Connection[Any]:
        connection = _ImpatientConnection.connect(*args, **parameters)
        connection.longest_s = longest_s
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "handle_error", _hide_values)
    return engine


class DatabaseProbe:
    """Counts connections: of every program on the server, and of this process's pool. Opens none of its own."""

    def __init__(self, engine: Engine, settings: DatabaseSettings) -> None:
        self._engine = engine
        self._limit = settings.pool_size + settings.max_overflow

    def read(self) -> DatabaseReport:
        """Raises one of DATABASE_SILENT when the server does not answer."""
        with self._engine.connect() as connection:
            rows = connection.execute(_CONNECTIONS).all()
        pool = self._engine.pool
        in_use = pool.checkedout() if isinstance(pool, QueuePool) else 0
        return DatabaseReport({row.program: row.connections for row in rows}, in_use, self._limit)


def _hide_values(context: ExceptionContext) -> None:
    """Leave only type and SQLSTATE of what the server refused: its words quote the row, and logs hold no case text."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    state = getattr(original, "sqlstate", None)
    if wrapped is None or (state is None and isinstance(wrapped, OperationalError)):
        return  # not the database's words, or about the connection: only they tell what is wrong there
    original.args = wrapped.args = (f"{type(original).__name__}, SQLSTATE {state}",)


def build_session_scope(engine: Engine) -> SessionScope:
    """The session factory that repositories use: ``with scope() as session`` is one transaction.

    Parar and deadlines wait for its end: a statement torn in the middle would leave a broken connection behind.
    """
    factory = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def scope() -> Iterator[Session]:
        with shielded(), factory.begin() as session:
            yield session

    return scope
