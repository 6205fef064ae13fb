"""What a person meets whose portal lost its Redis to silence: words within two seconds, and nothing lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from core.bootstrap import Services, build_services
from core.errors import QueueUnavailableError
from core.infra.db import SessionScope
from core.pecas.domain import PedidoDeGeracao, TipoDePeca
from core.pecas.repository import GeracaoRepository
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from tests.builders import build_numero_cnj

PATIENCE_S = 2.0


@pytest.fixture
def current(database_url: str, session_scope: SessionScope) -> Iterator[Services]:
    """The services of a web process over a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        settings = Settings(
            database=DatabaseSettings(url=SecretStr(database_url)),
            redis=RedisSettings(url=SecretStr(url), requires_aof=False),
            gemini=GeminiSettings(api_key=SecretStr("x")),
            tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
        )
        built = build_services(settings, process="web")
        yield built
        built.close()


def test_asking_and_stopping_answer_soon_and_keep_the_geracao(
    current: Services, repository: GeracaoRepository, usuario_id: int
) -> None:
    pedido = PedidoDeGeracao(build_numero_cnj(), TipoDePeca.CONTESTACAO, "ps")
    service, began = current.pecas, time.monotonic()
    with pytest.raises(QueueUnavailableError):
        service.request_geracao(pedido, usuario_id)
    asked = time.monotonic()
    assert asked - began < PATIENCE_S
    (kept,) = repository.list_ativas()
    with pytest.raises(QueueUnavailableError):
        service.cancel_geracao(kept.id, usuario_id)
    assert time.monotonic() - asked < PATIENCE_S
