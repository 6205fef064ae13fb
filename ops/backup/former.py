"""What a restored copy takes the place of: what was erased in it since, and how long it stays."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from core.auditoria.domain import Acao
from core.settings import Settings
from ops.backup.database import Database
from ops.backup.manifest import BackupError, Manifesto

_MARK, _STAMP = "antes_", "%Y%m%d%H%M%S"
_ERASED = (
    "SELECT numero, feito_em, autor, objeto, detalhe FROM auditoria "
    "WHERE acao = %s AND (numero > %s OR feito_em > %s) ORDER BY numero"
)


def build_suffix() -> str:
    """What names a database and a folder of models that were replaced now."""
    return f"{_MARK}{datetime.now(UTC):{_STAMP}}"


def list_erased(database: Database, manifesto: Manifesto) -> list[str] | None:
    """The erasures that a database has on record and the copy cannot know, in words; None where nobody can tell."""
    if not database.exists():
        return None
    with database.connect() as connection:
        row = connection.execute("SELECT to_regclass('public.auditoria')").fetchone()
        if row is None or row[0] is None:
            return None
        asked = (Acao.DADOS_ELIMINADOS.value, manifesto.banco.registros, manifesto.feito_em)
        found = connection.execute(_ERASED, asked).fetchall()
    return [
        f"ato {numero}, {when.astimezone(UTC):%d/%m/%Y %H:%M} UTC, por {autor}: {objeto} ({motivo})"
        for numero, when, autor, objeto, motivo in found
    ]


def delete_former(settings: Settings) -> list[str]:
    """Remove what copies replaced longer ago than it is kept: it holds what was erased since. Answers the names.

    Raises BackupError when the server does not let us.
    """
    if not settings.backup.anteriores_dias:
        return []
    limit = datetime.now(UTC) - timedelta(days=settings.backup.anteriores_dias)
    database = Database(settings.database.url)
    gone = []
    with database.beside("postgres").connect(autocommit=True) as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database ORDER BY datname").fetchall()]
        for name in names:
            if _is_older(name, f"{database.name}_", limit):
                try:
                    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
                except psycopg.Error as error:
                    raise BackupError(f"O banco {name} não pôde ser apagado ({type(error).__name__}).") from error
                gone.append(name)
    for folder in sorted(settings.bert.pasta.glob(f"modelos.{_MARK}*")):
        if _is_older(folder.name, "modelos.", limit):
            shutil.rmtree(folder)
            gone.append(folder.name)
    return gone


def _is_older(name: str, prefix: str, limit: datetime) -> bool:
    found = re.fullmatch(rf"{re.escape(prefix + _MARK)}(\d{{14}})", name)
    return found is not None and datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) < limit
