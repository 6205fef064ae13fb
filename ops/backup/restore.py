"""``./portal restore PASTA``: a portal made anew from a copy, compared with it row by row before it takes its place."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import redis
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import sql

from core.settings import Settings, load_settings
from ops.backup.database import Database, describe
from ops.backup.manifest import BackupError, Manifesto, hash_files, list_differences, read_manifest
from ops.backup.streams import SUFFIX, feed_input, read_identities
from ops.services import ServiceMissingError, find_postgres_program
from ops.state import ROOT, use_local_portal

_IN_THE_PLACE = (
    "O banco {} não está vazio. Pare o portal e repita com --substituir: o banco de agora é guardado com outro nome. "
    "Para só conferir a cópia, use --ensaio."
)


def main(argv: Sequence[str]) -> int:
    """Answers the exit code: 0 when the restored portal is what the copy says."""
    parser = argparse.ArgumentParser(prog="./portal restore", description="Refaz o portal a partir de uma cópia.")
    parser.add_argument("pasta", type=Path, help="a cópia, como ./portal backup a deixou")
    parser.add_argument("--chave", type=Path, help="arquivo com a chave secreta do age, se a cópia está cifrada")
    parser.add_argument("--substituir", action="store_true", help="põe a cópia no lugar do banco que existe")
    parser.add_argument("--ensaio", action="store_true", help="restaura ao lado, confere e desfaz: nada muda")
    asked = parser.parse_args(argv)
    use_local_portal()
    here = Path(os.environ.get("PORTAL_CALLED_FROM", "."))
    try:
        settings = load_settings()
        identities = read_identities(here / asked.chave) if asked.chave else []
        if asked.ensaio:
            manifesto = rehearse(settings, here / asked.pasta, identities)
            print(f"A cópia serve: {_describe(manifesto)}. Nada foi mudado.")
            return 0
        manifesto = restore_copy(settings, here / asked.pasta, identities, replaces=asked.substituir)
    except (BackupError, ServiceMissingError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Restaurado e conferido: {_describe(manifesto)}.")
    print("Rode ./portal migrate e ligue o portal; as filas se refazem a partir do banco.")
    return 0


def _describe(manifesto: Manifesto) -> str:
    banco = manifesto.banco
    rows, files = sum(tabela.linhas for tabela in banco.tabelas.values()), len(manifesto.arquivos)
    return f"{len(banco.tabelas)} tabelas, {rows} linhas, {banco.registros} atos em cadeia, {files} arquivos de modelos"


def rehearse(settings: Settings, folder: Path, identities: Sequence[pyrage.x25519.Identity]) -> Manifesto:
    """Whether a copy can be restored: all of it is done beside the portal and undone again. Raises BackupError."""
    manifesto = _read_manifest(folder, identities)
    with _fill_beside(settings, folder, manifesto, identities):
        return manifesto


def restore_copy(
    settings: Settings, folder: Path, identities: Sequence[pyrage.x25519.Identity], *, replaces: bool
) -> Manifesto:
    """Put a copy in the place of the portal; what was there stays under another name. Raises BackupError.

    Redis is emptied: queues are made again from the database, and nothing remembered is of another one.
    """
    manifesto = _read_manifest(folder, identities)
    database = Database(settings.database.url)
    if database.exists() and not replaces:
        raise BackupError(_IN_THE_PLACE.format(database.name))
    with _fill_beside(settings, folder, manifesto, identities) as (made, models):
        _empty_redis(settings)
        suffix = f"antes_{datetime.now(UTC):%Y%m%d%H%M%S}"
        _swap(database, made, suffix)
        if models is not None:
            target = settings.bert.pasta / "modelos"
            if target.exists():
                target.rename(target.with_name(f"modelos.{suffix}"))
            models.rename(target)
    return manifesto


def _read_manifest(folder: Path, identities: Sequence[pyrage.x25519.Identity]) -> Manifesto:
    """That of a copy which can be opened and which this version knows."""
    manifesto = read_manifest(folder)
    if not identities and any(name.endswith(SUFFIX) for name in manifesto.partes):
        raise BackupError("A cópia está cifrada: diga onde está a chave secreta, com --chave ARQUIVO.")
    scripts = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    try:
        scripts.get_revision(manifesto.banco.revisao)
    except CommandError as error:
        raise BackupError("A cópia é de uma versão mais nova do portal. Atualize o portal e tente de novo.") from error
    return manifesto


@contextmanager
def _fill_beside(
    settings: Settings, folder: Path, manifesto: Manifesto, identities: Sequence[pyrage.x25519.Identity]
) -> Iterator[tuple[Database, Path | None]]:
    """The copy as a database and a folder of models that nobody uses yet, compared with the manifest.

    What is not taken away inside the block is undone after it.
    """
    database = Database(settings.database.url)
    stamp = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    made = database.beside(f"{database.name}_restaurado_{stamp}")
    models = settings.bert.pasta / f"modelos.{stamp}" if manifesto.arquivos else None
    parts = {Path(name).name.partition(".")[0]: folder / Path(name).name for name in manifesto.partes}
    with database.beside("postgres").connect(autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(made.name)))
        try:
            program = find_postgres_program("pg_restore", server.info.server_version // 10_000)
            argv = [str(program), "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={made.name}"]
            feed_input(parts["banco"], argv, made.environment, identities)
            _require_same(made, manifesto)
            if models is not None:
                models.mkdir(parents=True)
                feed_input(parts["modelos"], ["tar", "-C", str(models), "-xf", "-"], made.environment, identities)
                if hash_files(models) != manifesto.arquivos:
                    raise BackupError("Os modelos restaurados não são os da cópia. Nada foi mudado.")
            yield made, models
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made.name)))
            if models is not None:
                shutil.rmtree(models, ignore_errors=True)


def _require_same(made: Database, manifesto: Manifesto) -> None:
    with made.connect() as connection:
        found = describe(connection)
    if wrong := list_differences(manifesto.banco, found):
        raise BackupError(f"O banco restaurado não é o da cópia ({', '.join(wrong)}). Nada foi mudado.")
    made.verify_audit()


def _swap(database: Database, made: Database, suffix: str) -> None:
    """Rename one away and the other into its place; connections that are still open end."""
    now, old = sql.Identifier(database.name), sql.Identifier(f"{database.name}_{suffix}")
    with database.beside("postgres").connect(autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database.name,)).fetchone():
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(now))
            server.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (database.name,)
            )
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(now, old))
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(old))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(made.name), now))


def _empty_redis(settings: Settings) -> None:
    try:
        with redis.Redis.from_url(settings.redis.url.get_secret_value(), socket_timeout=10) as client:
            client.flushdb()
    except redis.RedisError as error:
        raise BackupError("O Redis não respondeu. Confira REDIS_URL e tente de novo; nada foi mudado.") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
