"""The drill: a portal is copied, destroyed and made again; what comes back is what was there, row by row."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pyrage
import pytest
import redis
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from core.infra.db import build_engine
from core.settings import BackupSettings, BertSettings, Settings
from ops.backup import save
from ops.backup.database import Database, describe
from ops.backup.former import delete_former
from ops.backup.manifest import NAME, BackupError, Banco, list_differences
from ops.backup.restore import rehearse, restore_copy
from ops.backup.save import delete_old, save_copy
from ops.backup.streams import parse_recipients, read_identities
from ops.backup.swap import swap

CANARY = "canario-do-processo-4711"
ACTS = "INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES ('ana', 'entrada', %s, 'é um ato')"
FILES = "INSERT INTO arquivo (chave, nome, mimetype, conteudo, created_at) VALUES (%s, 'a', 'b', %s, now())"
COUNTED = (
    "INSERT INTO ajuste (nome, alvo, versao, valor, autor, motivo, created_at) "
    "VALUES ('limite', '', %s, '7', 'ana', 'prova', now())"
)


@pytest.fixture
def portal(tmp_path: Path, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A portal with people's work in it: rows, acts on record, numbers given out, a trained model."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    for name in ("GEMINI_API_KEY", "TRIBUNAL_URL", "TRIBUNAL_USUARIO", "TRIBUNAL_SENHA"):
        monkeypatch.setenv(name, "unused")
    model = tmp_path / "bert" / "modelos" / "modelo-a"
    model.mkdir(parents=True)
    (model / "model.safetensors").write_bytes(os.urandom(3_000))
    with connect(database_url) as connection:
        for number in range(3):
            connection.execute(ACTS, (f"objeto {number}",))
            connection.execute(FILES, (f"{CANARY}/{number}", os.urandom(200_000)))
            connection.execute(COUNTED, (number,))
    settings = Settings()
    yield settings.model_copy(
        update={
            "backup": BackupSettings(pasta=tmp_path / "copias"),
            "bert": BertSettings(pasta=tmp_path / "bert"),
        }
    )
    drop_like(database_url)


def connect(url: str, *, name: str | None = None) -> psycopg.Connection:
    chosen = make_url(url).set(drivername="postgresql")
    chosen = chosen.set(database=name) if name else chosen
    return psycopg.connect(chosen.render_as_string(hide_password=False), autocommit=True)


def drop_like(url: str) -> None:
    """Databases that a test left beside its own, which the fixture drops."""
    own = str(make_url(url).database)
    with connect(url, name="postgres") as server:
        for name in list_like(url):
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (own,)).fetchone() is None:
            server.execute(f'CREATE DATABASE "{own}"'.encode())


def list_like(url: str) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s || '\\_%%'"
    with connect(url, name="postgres") as server:
        return [name for (name,) in server.execute(query, (make_url(url).database,)).fetchall()]


def destroy(settings: Settings) -> None:
    url = settings.database.url.get_secret_value()
    with connect(url, name="postgres") as server:
        server.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'.encode())
    model = settings.bert.pasta / "modelos" / "modelo-a" / "model.safetensors"
    model.write_bytes(b"destroyed")


def look(settings: Settings) -> Banco:
    with Database(settings.database.url).connect() as connection:
        return describe(connection)


def test_a_destroyed_portal_comes_back_row_by_row(portal: Settings, redis_url: str) -> None:
    before, weights = look(portal), next((portal.bert.pasta / "modelos").rglob("*.safetensors")).read_bytes()
    copy = save_copy(portal)
    with redis.Redis.from_url(redis_url) as client:
        client.set("remembered", "of the portal that is gone")
        destroy(portal)
        assert restore_copy(portal, copy, [], replaces=False).erased is None
        assert client.keys() == [b"auditoria:ancora"]
        assert client.hget("auditoria:ancora", "numero") == b"7"
    after = look(portal)
    noted = dict.fromkeys(("auditoria", "sessao"), None)
    assert {**after.tabelas, **noted} == {**before.tabelas, **noted}
    assert list_differences(replace(before, tabelas=after.tabelas), after) == ["auditoria"]
    assert after.tabelas["arquivo"].linhas == 3
    assert (before.registros, after.registros) == (6, 7)
    assert (portal.bert.pasta / "modelos" / "modelo-a" / "model.safetensors").read_bytes() == weights
    Database(portal.database.url).verify_audit()
    with connect(portal.database.url.get_secret_value()) as connection:
        connection.execute(COUNTED, (9,))  # takes the next number, not one that was given out
        with pytest.raises(psycopg.errors.RaiseException):
            connection.execute("DELETE FROM auditoria")


def test_one_changed_cell_is_seen(portal: Settings) -> None:
    before = look(portal)
    with connect(portal.database.url.get_secret_value()) as connection:
        connection.execute("UPDATE arquivo SET nome = 'c' WHERE chave LIKE '%/1'")
    after = look(portal)
    assert [name for name in before.tabelas if before.tabelas[name] != after.tabelas[name]] == ["arquivo"]


def test_what_is_there_stays_until_it_is_asked_away(portal: Settings) -> None:
    copy, url = save_copy(portal), portal.database.url.get_secret_value()
    with pytest.raises(BackupError, match="--substituir"):
        restore_copy(portal, copy, [], replaces=False)
    with connect(url) as open_one:
        open_one.execute("UPDATE arquivo SET nome = 'depois'")
        restore_copy(portal, copy, [], replaces=True)
        assert open_one.broken or _is_cut(open_one)
    kept = list_like(url)
    assert len(kept) == 1
    with connect(url, name=kept[0]) as old, connect(url) as new:
        assert old.execute("SELECT DISTINCT nome FROM arquivo").fetchall() == [("depois",)]
        assert new.execute("SELECT DISTINCT nome FROM arquivo").fetchall() == [("a",)]


def _is_cut(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


PERSON = (
    "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at) "
    "VALUES ('ana', 'Ana', 'admin', '', 'x', true, now())"
)
SESSION = (
    "INSERT INTO sessao (id, token_sha256, usuario_id, last_seen_at, expires_at, address_sha256, agent_sha256, "
    "created_at) SELECT gen_random_uuid(), 't', id, now(), now() + interval '8 hours', '', '', now() FROM usuario"
)
ERASED = "INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES ('rita', 'dados_eliminados', 'inventado', 'P')"


def test_what_a_copy_undoes_is_said_and_nobody_is_in_the_portal_by_it(portal: Settings) -> None:
    url = portal.database.url.get_secret_value()
    with connect(url) as connection:
        for statement in (PERSON, SESSION, ERASED):  # an erasure that the copy knows of
            connection.execute(statement.encode())
        copy = save_copy(portal)
        connection.execute(ERASED.encode())
    done = restore_copy(portal, copy, [], replaces=True)
    assert done.erased is not None
    assert [line.split(",")[0] for line in done.erased] == ["ato 8"]
    assert "inventado (P)" in done.erased[0]
    with connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM sessao").fetchone() == (0,)
        act = connection.execute("SELECT acao, detalhe FROM auditoria ORDER BY numero DESC LIMIT 1").fetchone()
    assert act is not None
    assert act[0] == "auditoria_reancorada"
    assert "ato 8" in act[1]
    Database(portal.database.url).verify_audit()


def test_portal_that_runs_is_not_restored(portal: Settings) -> None:
    copy = save_copy(portal)
    engine = build_engine(portal.database, application_name="portal-web")
    with engine.connect(), pytest.raises(BackupError, match="portal-web"):
        restore_copy(portal, copy, [], replaces=True)
    engine.dispose()
    assert list_like(portal.database.url.get_secret_value()) == []


@pytest.mark.parametrize("is_taken", [True, False], ids=["away", "into the place"])
def test_swap_that_fails_leaves_everything_in_place(portal: Settings, is_taken: bool) -> None:
    """Either rename: the former name is taken already; what should come is not there."""
    url, database = portal.database.url.get_secret_value(), Database(portal.database.url)
    if is_taken:
        with connect(url, name="postgres") as server:
            server.execute(f'CREATE DATABASE "{database.name}_antes_1" TEMPLATE template0'.encode())
    made, place = portal.bert.pasta / "modelos.novos", portal.bert.pasta / "modelos"
    made.mkdir()
    with pytest.raises(BackupError, match="continua no lugar"):
        swap(database, database.beside(f"{database.name}_missing"), (made, place), "antes_1")
    assert look(portal).tabelas["arquivo"].linhas == 3
    assert (place / "modelo-a").is_dir()
    assert made.is_dir()


def test_what_was_replaced_goes_after_its_days(portal: Settings) -> None:
    url, name = portal.database.url.get_secret_value(), Database(portal.database.url).name
    old, young = (f"antes_{datetime.now(UTC) - timedelta(days=days):%Y%m%d%H%M%S}" for days in (31, 29))
    with connect(url, name="postgres") as server:
        for suffix in (old, young):
            server.execute(f'CREATE DATABASE "{name}_{suffix}" TEMPLATE template0'.encode())
            (portal.bert.pasta / f"modelos.{suffix}").mkdir()
    assert delete_former(portal) == [f"{name}_{old}", f"modelos.{old}"]
    assert list_like(url) == [f"{name}_{young}"]
    assert {path.name for path in portal.bert.pasta.iterdir()} == {"modelos", f"modelos.{young}"}


def test_rehearsal_changes_nothing_and_says_what_a_copy_lost(portal: Settings) -> None:
    copy, before = save_copy(portal), look(portal)
    assert rehearse(portal, copy, []).banco == before
    alter(copy, lambda banco: banco.update(auditoria="f" * 64) or banco["tabelas"]["arquivo"].update(linhas=4))
    with pytest.raises(BackupError, match=r"\(tabela arquivo, auditoria\)"):
        rehearse(portal, copy, [])
    assert list_like(portal.database.url.get_secret_value()) == []
    assert [path.name for path in portal.bert.pasta.iterdir()] == ["modelos"]


def alter(copy: Path, change: Callable[[dict], object]) -> None:
    found = json.loads((copy / NAME).read_text())
    change(found["banco"])
    (copy / NAME).write_text(json.dumps(found))


def test_encrypted_copy_opens_with_its_key_only(portal: Settings) -> None:
    identity = pyrage.x25519.Identity.generate()
    backup = portal.backup.model_copy(update={"destinatarios": str(identity.to_public())})
    copy = save_copy(portal.model_copy(update={"backup": backup}))
    stored = b"".join(path.read_bytes() for path in copy.iterdir())
    assert CANARY.encode() not in stored
    assert b"safetensors" not in (copy / "modelos.tar.age").read_bytes()
    rehearse(portal, copy, [identity])
    with pytest.raises(BackupError, match="não abre"):
        rehearse(portal, copy, [pyrage.x25519.Identity.generate()])
    with pytest.raises(BackupError, match="--chave"):
        rehearse(portal, copy, [])


def test_altered_copy_is_refused(portal: Settings) -> None:
    copy = save_copy(portal)
    for name in ("modelos.tar", "banco.dump"):  # looked at in the other order
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(bytes(content))
        with pytest.raises(BackupError, match=f"alterada: {name}"):
            rehearse(portal, copy, [])


def test_copy_of_a_newer_portal_is_refused(portal: Settings) -> None:
    copy = save_copy(portal)
    alter(copy, lambda banco: banco.update(revisao="ffffffffffff"))
    with pytest.raises(BackupError, match="mais nova"):
        rehearse(portal, copy, [])


def test_broken_chain_is_told_when_the_copy_is_made(
    portal: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connect(portal.database.url.get_secret_value()) as connection:
        connection.execute("ALTER TABLE auditoria DISABLE TRIGGER USER")
        connection.execute("UPDATE auditoria SET objeto = 'outro' WHERE numero = 2")
    monkeypatch.setattr(save, "load_settings", lambda: portal)
    assert save.main([]) == 1
    told = capsys.readouterr()
    assert "Cópia feita" in told.out
    assert "registro 2" in told.err
    assert str(make_url(portal.database.url.get_secret_value()).password) not in told.out + told.err


@pytest.mark.parametrize(("destinatarios", "warns"), [("", True), ("age1x", False)])
def test_failed_copy_is_tried_again_in_an_hour(
    portal: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    destinatarios: str,
    warns: bool,
) -> None:
    """Only one that was not made: those of a broken record would push the good ones out."""
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise KeyboardInterrupt

    outcomes = iter([(False, 1), (True, 1), (True, 0)])
    backup = portal.backup.model_copy(update={"destinatarios": destinatarios})
    monkeypatch.setattr(save, "load_settings", lambda: portal.model_copy(update={"backup": backup}))
    monkeypatch.setattr(save, "_save_and_tell", lambda _: next(outcomes))
    monkeypatch.setattr(save.time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        save.main(["--cada", "24"])
    assert waits == [3600, 86_400, 86_400]
    assert ("não são cifradas" in capsys.readouterr().err) is warns


def test_oldest_copies_go_first(tmp_path: Path) -> None:
    for day in range(4):
        (tmp_path / f"portal-2026110{day}").mkdir()
        (tmp_path / f"portal-2026110{day}" / NAME).touch()
    (tmp_path / "portal-20261100-other").mkdir()
    gone = delete_old(BackupSettings(pasta=tmp_path, guardadas=3))
    assert [path.name for path in gone] == ["portal-20261100"]
    assert len(list(tmp_path.iterdir())) == 4


def test_keys_are_checked_and_never_repeated(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="BACKUP_DESTINATARIOS"):
        parse_recipients("age1errada")
    path = tmp_path / "chave"
    path.write_text("AGE-SECRET-KEY-1SEGREDO")
    with pytest.raises(BackupError) as refused:
        read_identities(path)
    assert "SEGREDO" not in str(refused.value)


def test_password_is_no_argument_of_a_program() -> None:
    database = Database(SecretStr("postgresql+psycopg://portal:uma-senha@h:1/portal"))
    assert database.environment["PGPASSWORD"] == "uma-senha"
    assert "uma-senha" not in repr(database)
