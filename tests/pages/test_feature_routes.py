"""Streams and downloads ask for the profile's permission as the pages do."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from core.errors import RecordNotFoundError
from core.usuarios.domain import Papel
from pages.ui.runtime import install_services
from pages.ui.web import acompanhar, baixar
from tests.pages.fakes import build_usuario


class AskedPecas:
    """Knows no record, and remembers that it was asked."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []

    def get_geracao(self, record_id: UUID, usuario_id: int) -> None:
        self.asked.append(record_id)
        raise RecordNotFoundError("unknown")

    get_peca = get_geracao


@pytest.fixture
def pecas() -> Iterator[AskedPecas]:
    asked = AskedPecas()
    services: Any = SimpleNamespace(pecas=asked)
    install_services(services)
    yield asked
    install_services(None)


@pytest.mark.parametrize("papel", list(Papel))
@pytest.mark.parametrize("address", ["acompanhar", "baixar"])
def test_only_who_generates_pecas_reaches_a_record(pecas: AskedPecas, papel: Papel, address: str) -> None:
    app = Starlette(routes=[*acompanhar.ROUTES, *baixar.ROUTES])

    async def enter(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "usuario": build_usuario(papel)}, receive, send)

    record_id = uuid4()
    assert TestClient(enter).get(f"/{address}/{record_id}").status_code == 404
    assert pecas.asked == ([record_id] if papel is Papel.PROCURADOR else [])
