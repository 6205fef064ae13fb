"""What the client tells Google about time, and what it makes of answers that are none."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
import redis
import stamina
from pydantic import SecretStr

from core.clients.gemini import GeminiClient, PedidoAoModelo
from core.errors import GeminiUnavailableError
from core.infra.guard import Guard
from core.infra.slots import Slots
from core.settings import GeminiSettings, LimitsSettings

PEDIDO = PedidoAoModelo("gemini-2.5-flash", "instrucao", ("pergunta",))
SETTINGS = GeminiSettings(api_key=SecretStr("chave"), connect_timeout_s=7)
ANSWER = {"candidates": [{"content": {"parts": [{"text": "{}"}]}, "finishReason": "STOP"}]}
PAGE = "<html>canario-4711</html>"


@pytest.fixture
def connect(redis_url: str) -> Callable[[Callable[[httpx.Request], httpx.Response]], GeminiClient]:
    client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=10)
    slots = Slots(client, LimitsSettings(gemini=2, lease_s=5))

    def build(answer: Callable[[httpx.Request], httpx.Response]) -> GeminiClient:
        return GeminiClient(SETTINGS, Guard(slots, LimitsSettings(attempts=1)), httpx.MockTransport(answer))

    return build


def ask_json(client: GeminiClient) -> object:
    return client.generate_json(PEDIDO, {"type": "object"}, operation="test").valor


def ask_text(client: GeminiClient) -> object:
    return "".join(client.stream_text(PEDIDO, operation="test"))


@pytest.mark.parametrize(
    ("ask", "silence_s"),
    [(ask_json, SETTINGS.read_timeout_s), (ask_text, SETTINGS.stream_timeout_s)],
    ids=["whole", "streamed"],
)
def test_silence_is_bounded_here_and_the_whole_call_by_google(
    connect: Callable[..., GeminiClient], ask: Callable[[GeminiClient], object], silence_s: float
) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if "stream" in request.url.path:
            return httpx.Response(200, text=f"data: {json.dumps(ANSWER)}\n\n")
        return httpx.Response(200, json=ANSWER)

    ask(connect(answer))
    (request,) = seen
    assert request.headers["X-Server-Timeout"] == f"{SETTINGS.total_timeout_s:.0f}"
    assert request.extensions["timeout"]["read"] == silence_s
    assert request.extensions["timeout"]["connect"] == SETTINGS.connect_timeout_s
    assert SETTINGS.stream_timeout_s < SETTINGS.read_timeout_s < SETTINGS.total_timeout_s


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("ask", [ask_json, ask_text], ids=["whole", "streamed"])
def test_the_page_of_a_proxy_is_no_answer_of_the_model(
    connect: Callable[..., GeminiClient], ask: Callable[[GeminiClient], object], status: int
) -> None:
    client = connect(lambda _request: httpx.Response(status, text=PAGE))
    with stamina.set_testing(True, attempts=1), pytest.raises(GeminiUnavailableError) as refused:
        ask(client)
    assert "canario" not in refused.value.detail
