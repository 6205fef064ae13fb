"""The role that the portal runs with: made by the owner, able to work, unable to change what is on record."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from core.settings import (
    BackupSettings,
    BertSettings,
    DatabaseSettings,
    GeminiSettings,
    RedisSettings,
    Settings,
    TribunalSettings,
)
from ops.backup.restore import restore_copy
from ops.backup.save import save_copy
from ops.papel import give_rights
from tests.integration.ops.test_backup import connect, drop_like

SENHA = "uma-senha-inventada"
ACT = b"INSERT INTO auditoria (autor, acao, objeto, detalhe) VALUES ('a', 'b', '', '')"


@pytest.fixture
def settings(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Settings]:
    """They name a role that is not there yet."""
    papel = f"papel_{secrets.token_hex(6)}"
    yield Settings(
        database=DatabaseSettings(url=SecretStr(database_url), papel=papel, papel_senha=SecretStr(SENHA)),
        redis=RedisSettings(url=SecretStr(redis_url)),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
        backup=BackupSettings(pasta=tmp_path / "copias"),
        bert=BertSettings(pasta=tmp_path / "bert"),
    )
    drop_like(database_url)
    with connect(database_url) as owner:
        owner.execute(f"DROP OWNED BY {papel}".encode())
        owner.execute(f"DROP ROLE {papel}".encode())


def enter(settings: Settings) -> psycopg.Connection:
    url = make_url(settings.database.url.get_secret_value())
    return connect(url.set(username=settings.database.papel, password=SENHA).render_as_string(hide_password=False))


def test_the_portal_works_in_a_restored_copy_with_the_role_s_rights(settings: Settings) -> None:
    """A copy holds no rights: they are given anew, and giving them twice changes nothing."""
    with connect(settings.database.url.get_secret_value()) as owner:
        for _ in range(2):
            give_rights(owner, settings.database)
        owner.execute(ACT)
    restore_copy(settings, save_copy(settings), [], replaces=True)
    with enter(settings) as portal:
        portal.execute(ACT)
        portal.execute("UPDATE usuario SET nome = 'x'")
        for refused in (b"UPDATE auditoria SET autor = 'x'", b"DELETE FROM ajuste", b"DROP TABLE auditoria"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                portal.execute(refused)
