"""A service over a real database with a clock that tests move and cheap passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.clients.passwords import Passwords
from core.infra.db import SessionScope
from core.settings import OidcSettings, WebSettings
from core.usuarios.domain import Papel, Usuario
from core.usuarios.repository import UsuarioRepository
from core.usuarios.service import UsuarioService

SENHA = "Senha-boa-2026"


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_time(self, **parts: float) -> None:
        self.time += timedelta(**parts)


class CountingPasswords(Passwords):
    """Real rules, reversible hashes; counts the checks."""

    def __init__(self) -> None:
        self.checked: list[str] = []

    def hash(self, password: str) -> str:
        return password[::-1]

    def check(self, password: str, password_hash: str) -> bool:
        self.checked.append(password_hash)
        return password[::-1] == password_hash


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passwords() -> CountingPasswords:
    return CountingPasswords()


@pytest.fixture
def service(session_scope: SessionScope, clock: Clock, passwords: CountingPasswords) -> UsuarioService:
    return build_service(session_scope, clock, passwords)


@pytest.fixture
def other_process(session_scope: SessionScope, clock: Clock, passwords: CountingPasswords) -> UsuarioService:
    """The same service as another process sees it: nothing shared but the database."""
    return build_service(session_scope, clock, passwords)


@pytest.fixture
def usuario(service: UsuarioService) -> Usuario:
    return service.add_usuario("rita", "Rita Inventada", papel=Papel.PROCURADOR, unidade="Saúde", senha=SENHA)


def build_service(
    scope: SessionScope, clock: Clock, passwords: Passwords, oidc: OidcSettings | None = None
) -> UsuarioService:
    web = WebSettings.model_construct()
    return UsuarioService(UsuarioRepository(scope), settings=web, passwords=passwords, now=clock, oidc=oidc)
