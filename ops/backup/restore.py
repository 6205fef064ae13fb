"""``./portal restore PASTA``: a portal made anew from a copy, compared with it row by row before it takes its place."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import redis
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import sql

from core.auditoria.ancoras import AncoraStore
from core.auditoria.domain import SISTEMA, Acao, Ancora
from core.settings import Settings, load_settings
from ops.backup.database import Database, describe
from ops.backup.former import build_suffix, list_erased
from ops.backup.manifest import BackupError, Manifesto, hash_files, list_differences, read_manifest
from ops.backup.streams import SUFFIX, feed_input, read_identities
from ops.backup.swap import require_stopped, swap
from ops.papel import give_rights
from ops.services import ServiceMissingError, find_postgres_program
from ops.state import ROOT, use_local_portal

_IN_THE_PLACE = (
    "O banco {} não está vazio. Pare o portal e repita com --substituir: o banco de agora é guardado com outro nome. "
    "Para só conferir a cópia, use --ensaio."
)


_REDIS_LEFT = (
    "O banco já é o da cópia, mas o Redis não respondeu a tempo. Antes de ligar o portal, esvazie-o (FLUSHDB) e rode "
    "./portal audit --reancorar MOTIVO."
)
_NOTE = "INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES (%s, %s, %s, %s) RETURNING numero, hash"
MAX_DETALHE = 2_000
"""Characters of an act's details."""


@dataclass(frozen=True)
class Restauro:
    """A copy that took the place of the portal. ``former`` is the name that the database before it has now, if any.

    ``erased`` lists what was erased after the copy was made; None where no database is left to tell.
    """

    manifesto: Manifesto
    former: str
    erased: Sequence[str] | None


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
        done = restore_copy(settings, here / asked.pasta, identities, replaces=asked.substituir)
    except (BackupError, ServiceMissingError) as error:
        print(error, file=sys.stderr)
        return 1
    _tell(settings, done)
    return 0


def _tell(settings: Settings, done: Restauro) -> None:
    """What was done, and what is left for people to do."""
    print(f"Restaurado e conferido: {_describe(done.manifesto)}. As sessões abertas na cópia terminaram.")
    made_at = f"{done.manifesto.feito_em.astimezone(UTC):%d/%m/%Y %H:%M} UTC"
    if done.erased is None:
        print(f"Não há banco anterior: repita em Privacidade as eliminações atendidas depois de {made_at}.")
    elif done.erased:
        print(f"A cópia desfez eliminações posteriores a {made_at}. Repita-as em Privacidade:")
        print("\n".join(f"  {one}" for one in done.erased))
    if done.former:
        days = settings.backup.anteriores_dias
        until = f"./portal backup o apaga depois de {days:g} dias" if days else "apague-o quando não precisar mais dele"
        print(f"O banco anterior ficou como {done.former}; {until}.")
    print("Rode ./portal migrate e ligue o portal; as filas se refazem a partir do banco.")


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
) -> Restauro:
    """Put a copy in the place of the portal; what was there stays under another name. Raises BackupError.

    Nobody who was in the portal when the copy was made is in it afterwards. Redis is emptied: queues are made again
    from the database, and nothing remembered is of another one.
    """
    manifesto = _read_manifest(folder, identities)
    database = Database(settings.database.url)
    is_there = database.exists()
    if is_there and not replaces:
        raise BackupError(_IN_THE_PLACE.format(database.name))
    require_stopped(database)
    with _fill_beside(settings, folder, manifesto, identities) as (made, models), _open_redis(settings) as client:
        suffix = build_suffix()
        erased = list_erased(database, manifesto)
        head = _note_restored(made, manifesto, erased)
        _give_rights(settings, made, manifesto)
        swap(database, made, (models, settings.bert.pasta / "modelos") if models else None, suffix)
        try:
            client.flushdb()
            AncoraStore(client).save(head)
        except redis.RedisError as error:
            raise BackupError(_REDIS_LEFT) from error
    return Restauro(manifesto, f"{database.name}_{suffix}" if is_there else "", erased)


def _note_restored(made: Database, manifesto: Manifesto, erased: Sequence[str] | None) -> Ancora:
    """End the sessions of the copy and put on record that it was restored; answers the head of the record."""
    when = f"cópia de {manifesto.feito_em.astimezone(UTC):%d/%m/%Y %H:%M} UTC"
    again = "sem banco anterior" if erased is None else f"eliminações a repetir: {'; '.join(erased) or 'nenhuma'}"
    detalhe = f"{manifesto.banco.registros} registros na cópia · {again}"[:MAX_DETALHE]
    with made.connect() as connection:
        connection.execute("DELETE FROM sessao")
        act = (SISTEMA, Acao.AUDITORIA_REANCORADA.value, when, detalhe)
        row = connection.execute(_NOTE, act).fetchone()
    if row is None:
        raise BackupError("A auditoria da cópia não aceitou o registro de que ela voltou. Nada foi mudado.")
    return Ancora(int(row[0]), str(row[1]))


def _give_rights(settings: Settings, made: Database, manifesto: Manifesto) -> None:
    """A copy holds no rights. Tables of an older version get them from ``./portal migrate``, which has to follow."""
    if settings.database.papel and manifesto.banco.revisao == _read_scripts().get_current_head():
        with made.connect() as connection:
            give_rights(connection, settings.database)


def _read_manifest(folder: Path, identities: Sequence[pyrage.x25519.Identity]) -> Manifesto:
    """That of a copy which can be opened and which this version knows."""
    manifesto = read_manifest(folder)
    if not identities and any(name.endswith(SUFFIX) for name in manifesto.partes):
        raise BackupError("A cópia está cifrada: diga onde está a chave secreta, com --chave ARQUIVO.")
    try:
        _read_scripts().get_revision(manifesto.banco.revisao)
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


def _read_scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))


@contextmanager
def _open_redis(settings: Settings) -> Iterator[redis.Redis]:
    """One that answers. Raises BackupError."""
    url = settings.redis.url.get_secret_value()
    with redis.Redis.from_url(url, socket_timeout=10, decode_responses=True) as client:
        try:
            client.ping()
        except redis.RedisError as error:
            raise BackupError("O Redis não respondeu. Confira REDIS_URL e tente de novo; nada foi mudado.") from error
        yield client


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
