"""``./portal backup [--cada HORAS]``: a copy of the database and of the trained models, as they are at one instant."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.settings import BackupSettings, Settings, load_settings
from ops.backup import manifest
from ops.backup.database import Database, describe
from ops.backup.former import delete_former
from ops.backup.manifest import BackupError, Manifesto, hash_file, hash_files
from ops.backup.streams import parse_recipients, save_output
from ops.services import ServiceMissingError, find_postgres_program
from ops.state import use_local_portal, write_private

_PREFIX, _PARTIAL = "portal-", ".parcial"
_DUMP, _MODELS = "banco.dump", "modelos.tar"

_AGAIN_H = 1.0
"""Hours until the next attempt after one that made no copy."""

_PLAIN = (
    "AVISO: as cópias guardam processos e não são cifradas. "
    "Dê chaves públicas do age em BACKUP_DESTINATARIOS e guarde as secretas em outro lugar."
)


def main(argv: Sequence[str]) -> int:
    """Answers the exit code: 0 when there is a copy and the record of acts in it is whole."""
    parser = argparse.ArgumentParser(prog="./portal backup", description="Copia o banco de dados e os modelos.")
    parser.add_argument("--cada", type=float, metavar="HORAS", help="não termina: faz uma cópia a cada tantas horas")
    asked = parser.parse_args(argv)
    use_local_portal()
    settings = load_settings()
    if not (settings.backup.destinatarios or settings.web.is_demonstration):
        print(_PLAIN, file=sys.stderr, flush=True)
    while True:
        is_made, code = _save_and_tell(settings)
        if asked.cada is None:
            return code
        time.sleep(3600 * (asked.cada if is_made else min(asked.cada, _AGAIN_H)))


def _save_and_tell(settings: Settings) -> tuple[bool, int]:
    """Whether there is a new copy, and the exit code: a copy of a broken record is one too, and says so."""
    is_made = False
    try:
        folder = save_copy(settings)
        is_made = True
        print(f"Cópia feita: {folder}", flush=True)
        for old in delete_old(settings.backup):
            print(f"Cópia antiga apagada: {old.name}", flush=True)
        Database(settings.database.url).verify_audit()
        for name in delete_former(settings):
            print(f"Apagado o que uma cópia substituiu: {name}", flush=True)
    except (BackupError, ServiceMissingError) as error:
        print(error, file=sys.stderr, flush=True)
        return is_made, 1
    return is_made, 0


def save_copy(settings: Settings) -> Path:
    """A new folder with the copy; it bears its name only when it is complete. Raises BackupError.

    Dump and hashes see the same instant: both read the snapshot of one transaction.
    """
    backup, now = settings.backup, datetime.now(UTC)
    recipients = parse_recipients(backup.destinatarios)
    target = backup.pasta / f"{_PREFIX}{now:%Y%m%dT%H%M%S.%f}Z"
    partial = target.with_name(target.name + _PARTIAL)
    database = Database(settings.database.url)
    try:
        partial.mkdir(parents=True, mode=0o700)
        with database.connect() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            banco = describe(connection)
            program = find_postgres_program("pg_dump", banco.postgres)
            argv = [str(program), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row and row[0]}"]
            saved = [save_output(argv, partial / _DUMP, database.environment, recipients)]
        models = settings.bert.pasta / "modelos"
        names = sorted(path.name for path in models.iterdir() if _is_model(path)) if models.is_dir() else []
        files = {f"{name}/{path}": value for name in names for path, value in hash_files(models / name).items()}
        argv = ["tar", "-C", str(models), "-cf", "-", "--", *names]
        saved += [save_output(argv, partial / _MODELS, database.environment, recipients)] if names else []
        made = Manifesto(now, banco, files, {path.name: hash_file(path) for path in saved})
        write_private(partial / manifest.NAME, made.render())
        partial.rename(target)
    except OSError as error:
        raise BackupError(f"Não foi possível escrever em {backup.pasta}: {error.strerror}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def delete_old(backup: BackupSettings) -> list[Path]:
    """Copies beyond the number that is kept, oldest first. A folder without a manifest is not touched."""
    copies = sorted(path.parent for path in backup.pasta.glob(f"{_PREFIX}*/{manifest.NAME}"))
    old = copies[: -backup.guardadas] if backup.guardadas else []
    for folder in old:
        shutil.rmtree(folder)
    return old


def _is_model(path: Path) -> bool:
    """Not one that is being written or thrown away."""
    return path.is_dir() and "." not in path.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
