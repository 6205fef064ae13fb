"""A restored portal put in the place of the one that is there: all of it, or nothing."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ops.backup.database import Database
from ops.backup.manifest import BackupError

_PROGRAMS = (
    "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = %s "
    "AND application_name LIKE 'portal-%%' AND application_name <> 'portal-backup' ORDER BY 1"
)
_RENAME, _ALLOW = "ALTER DATABASE {} RENAME TO {}", "ALTER DATABASE {} ALLOW_CONNECTIONS true"


def require_stopped(database: Database) -> None:
    """Raises BackupError while processes of the portal use the database: what they know would outlive it."""
    with database.beside("postgres").connect() as server:
        programs = [name for (name,) in server.execute(_PROGRAMS, (database.name,)).fetchall()]
    if programs:
        raise BackupError(f"O portal está no ar ({', '.join(programs)}). Pare-o e repita; nada foi mudado.")


def swap(database: Database, made: Database, models: tuple[Path, Path] | None, suffix: str) -> None:
    """Database and models (the new folder and the place of it) together; what was there keeps ``suffix`` in its name.

    Raises BackupError, with everything where it was.
    """
    with ExitStack() as undo:
        try:
            if models is not None:
                _swap_models(*models, suffix, undo)
            _swap_databases(database, made, suffix)
        except (psycopg.Error, OSError) as error:
            reason = f"A cópia não pôde tomar o lugar do portal ({type(error).__name__})."
            raise BackupError(f"{reason} O que havia continua no lugar; tente de novo.") from error
        undo.pop_all()


def _swap_models(made: Path, place: Path, suffix: str, undo: ExitStack) -> None:
    if place.exists():
        former = place.rename(place.with_name(f"modelos.{suffix}"))
        undo.callback(former.rename, place)
    made.rename(place)
    undo.callback(place.rename, made)


def _swap_databases(database: Database, made: Database, suffix: str) -> None:
    """Rename one away and the other into its place; connections that are still open end."""
    now, old = database.name, f"{database.name}_{suffix}"
    with database.beside("postgres").connect(autocommit=True) as server, ExitStack() as undo:
        exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (now,)).fetchone() is not None
        if exists:
            undo.callback(_execute, server, _ALLOW, now)
            _execute(server, "ALTER DATABASE {} ALLOW_CONNECTIONS false", now)
            server.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (now,))
            _execute(server, _RENAME, now, old)
            undo.callback(_execute, server, _RENAME, old, now)
        _execute(server, _RENAME, made.name, now)
        undo.pop_all()
        if exists:
            _execute(server, _ALLOW, old)


def _execute(server: psycopg.Connection[Any], statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
