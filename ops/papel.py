"""The role that the portal runs with where it does not own the tables: made, and given what it may do."""

from __future__ import annotations

import sys
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from core.settings import DatabaseSettings, SettingsError, load_settings
from ops.state import ROOT

_GRANTS = ROOT / "migrations" / "papel_da_aplicacao.sql"
_MAINTAINED = 17
"""The version of PostgreSQL that knows the right to refresh what another owns."""


def main() -> int:
    """Answers the exit code. Nothing is done where no role is named."""
    try:
        settings = load_settings().database
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    if not settings.papel:
        return 0
    url = make_url(settings.url.get_secret_value()).set(drivername="postgresql")
    try:
        with psycopg.connect(url.render_as_string(hide_password=False), application_name="portal-papel") as connection:
            give_rights(connection, settings)
    except psycopg.Error as error:
        print(f"O papel {settings.papel} não recebeu o que precisa ({type(error).__name__}).", file=sys.stderr)
        return 1
    return 0


def give_rights(connection: psycopg.Connection[Any], settings: DatabaseSettings) -> None:
    """What the named role may do with the tables as they are. With a password the role is made where it is missing.

    Run by the owner of the tables. The password goes to the server as a hash only.
    """
    role = sql.Identifier(settings.papel)
    password = settings.papel_senha.get_secret_value()
    if password:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (settings.papel,)).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        hashed = connection.pgconn.encrypt_password(password.encode(), settings.papel.encode(), b"scram-sha-256")
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(hashed.decode())))
    grants = _GRANTS.read_text(encoding="utf-8")
    if connection.info.server_version // 10_000 < _MAINTAINED:
        grants = grants.replace("GRANT MAINTAIN", "-- GRANT MAINTAIN")
    connection.execute(grants.replace(':"papel"', role.as_string(connection)).encode())


if __name__ == "__main__":
    sys.exit(main())
