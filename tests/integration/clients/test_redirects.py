"""No client of the portal goes where an answer sends it: each has its own address and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from core.bert.training.hub import ForeignHostError, download
from core.clients.gemini import SEM_AUTOS, GeminiClient, PedidoAoModelo, TarefaDoEmbedding, Turno
from core.clients.tribunal.eproc import EprocClient
from core.clients.tribunal.tjms import TjmsClient
from core.errors import PortalError
from core.infra.tracing import flush_spans, start_tracing, trace
from core.settings import GeminiSettings, TracingSettings
from tests.integration.clients.courts import OpenGuard, build_settings
from tests.integration.clients.redirecting import Decoy, redirecting
from tests.integration.infra.guarded import build_guarded

NUMERO = "08000010220268120001"
TURNO = Turno("pergunta", SEM_AUTOS)
PEDIDO = PedidoAoModelo("gemini-2.5-flash", "instrucao", (TURNO,))

CALLS: dict[str, Callable[[GeminiClient], object]] = {
    "object": lambda client: client.generate_json(PEDIDO, {"type": "object"}, operation="test"),
    "stream": lambda client: list(client.stream_text(PEDIDO, operation="test")),
    "vectors": lambda client: client.embed_texts((TURNO,), TarefaDoEmbedding.CONSULTA, operation="test"),
    "count": lambda client: client.count_tokens("gemini-2.5-flash", TURNO, operation="test"),
}


@pytest.fixture(params=[301, 302, 303, 307, 308])
def decoy(request: pytest.FixtureRequest) -> Iterator[Decoy]:
    with redirecting() as found:
        found.status = request.param
        yield found


def test_the_model_is_asked_at_its_own_address_only(decoy: Decoy, redis_url: str) -> None:
    settings = GeminiSettings(api_key=SecretStr("chave"), base_url=decoy.url)
    client = GeminiClient(settings, build_guarded(redis_url, attempts=1).guard, lambda _: None)
    for name, call in CALLS.items():
        with pytest.raises(PortalError):
            call(client)
        assert decoy.asked, name
        decoy.asked.clear()
    assert decoy.visits == []


@pytest.mark.parametrize("kind", [TjmsClient, EprocClient])
def test_the_court_is_asked_at_its_own_address_only(decoy: Decoy, kind: type[TjmsClient | EprocClient]) -> None:
    client = kind(build_settings(decoy.url), OpenGuard())
    with pytest.raises(PortalError):
        client.fetch_processo(NUMERO)
    assert (len(decoy.asked), decoy.visits) == (1, [])


def test_spans_go_to_the_collector_only(decoy: Decoy) -> None:
    start_tracing(TracingSettings(endpoint=f"{decoy.url}/v1/traces"), process="test")
    try:
        with trace("passo"):
            pass
        flush_spans()
    finally:
        start_tracing(TracingSettings(), process="test")
    assert (len(decoy.asked), decoy.visits) == (1, [])


def test_base_models_come_from_the_hub_only(decoy: Decoy) -> None:
    with pytest.raises(ForeignHostError):
        download("office/base", ["config.json"], endpoint=decoy.url)
    assert decoy.asked
    assert decoy.visits == []
