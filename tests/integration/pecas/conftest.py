"""Repositories of the generator over a real database with one person in it."""

from __future__ import annotations

import pytest

from core.clients.passwords import Passwords
from core.infra.db import SessionScope
from core.pecas.minutas.repository import MinutaRepository
from core.pecas.repository import GeracaoRepository
from core.settings import WebSettings
from core.usuarios.repository import UsuarioRepository
from core.usuarios.service import UsuarioService


@pytest.fixture
def usuario_id(session_scope: SessionScope) -> int:
    service = UsuarioService(UsuarioRepository(session_scope), settings=WebSettings(), passwords=Passwords())
    service.seed_demonstration()
    return service.list_usuarios()[0].id


@pytest.fixture
def repository(session_scope: SessionScope) -> GeracaoRepository:
    return GeracaoRepository(session_scope)


@pytest.fixture
def minutas(session_scope: SessionScope) -> MinutaRepository:
    return MinutaRepository(session_scope)
