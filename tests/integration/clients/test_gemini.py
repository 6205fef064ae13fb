"""What the client tells Google about time, and what it makes of answers that are none."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from core.clients.gemini import SEM_AUTOS, Consumo, GeminiClient, PedidoAoModelo, Procedencia, RequireAberto, Turno
from core.errors import (
    GeminiResponseError,
    GeminiUnavailableError,
    LimitReachedError,
    PortalError,
    ProcessoSigilosoError,
    QuotaError,
)
from core.infra.guard import Guard
from core.infra.quota import Meter
from core.infra.slots import Caller, Place
from core.settings import GeminiSettings
from tests.integration.infra.guarded import build_guarded

PEDIDO = PedidoAoModelo("gemini-2.5-flash", "instrucao", (Turno("pergunta", SEM_AUTOS),))
SETTINGS = GeminiSettings(api_key=SecretStr("chave"), connect_timeout_s=7)
ANSWER = {"candidates": [{"content": {"parts": [{"text": "{}"}]}, "finishReason": "STOP"}]}
USAGE = {"promptTokenCount": 700, "candidatesTokenCount": 200, "thoughtsTokenCount": 100}
PAGE = "<html>canario-4711</html>"

Answer = Callable[[httpx.Request], httpx.Response]


def build_client(guard: Guard, answer: Answer, require_aberto: RequireAberto = lambda _: None) -> GeminiClient:
    return GeminiClient(SETTINGS, guard, require_aberto, httpx.MockTransport(answer))


@pytest.fixture
def connect(redis_url: str) -> Callable[[Answer], GeminiClient]:
    guard = build_guarded(redis_url, attempts=1).guard

    def build(answer: Answer) -> GeminiClient:
        return build_client(guard, answer)

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
    with pytest.raises(GeminiUnavailableError) as refused:
        ask(client)
    assert "canario" not in refused.value.detail


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 3_000 + "1" + "}" * 3_000, '{"a": NaN}', '{"a": 1e400}', f'{{"a": {"9" * 5_000}}}'],
)
def test_an_object_made_to_hurt_is_a_named_error(connect: Callable[..., GeminiClient], text: str) -> None:
    parts = {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}]}
    with pytest.raises(GeminiResponseError):
        ask_json(connect(lambda _request: httpx.Response(200, json=parts)))


def test_words_that_no_database_holds_are_left_out(connect: Callable[..., GeminiClient]) -> None:
    inner = json.dumps({"a": "x\0y\ud800z", "b": ["\0"], "\0c": 1})
    parts = {"candidates": [{"content": {"parts": [{"text": inner}]}, "finishReason": "STOP"}]}
    assert ask_json(connect(lambda _request: httpx.Response(200, json=parts))) == {"a": "xyz", "b": [""], "c": 1}
    parts["candidates"][0]["content"] = {"parts": [{"text": "x\0y\udfffz"}]}
    assert ask_text(connect(lambda _request: httpx.Response(200, text=f"data: {json.dumps(parts)}\n\n"))) == "xyz"


RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}
NAMED = {"error": {"code": 503, "details": [RETRY_INFO]}}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("body", "headers", "named_s"),
    [
        pytest.param({}, {}, None, id="none"),
        pytest.param(NAMED, {}, 17.5, id="RetryInfo"),
        pytest.param({}, {"Retry-After": "20"}, 20, id="Retry-After"),
        pytest.param(NAMED, {"Retry-After": "20"}, 20, id="the later of both"),
    ],
)
def test_the_instant_that_google_names_is_known_whatever_the_refusal(
    connect: Callable[..., GeminiClient], status: int, body: object, headers: dict[str, str], named_s: float | None
) -> None:
    client = connect(lambda _request: httpx.Response(status, json=body, headers=headers))
    with pytest.raises((QuotaError, GeminiUnavailableError)) as refused:
        ask_json(client)
    assert refused.value.retry_after_s == named_s


def answer_with(status: int, body: object) -> Answer:
    return lambda _request: httpx.Response(status, json=body)


def refuse_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


@pytest.mark.parametrize(
    ("answer", "used"),
    [
        pytest.param(answer_with(200, ANSWER | {"usageMetadata": USAGE}), (1, 1_000), id="counted"),
        pytest.param(answer_with(429, {"error": {"code": 429}}), (1, 0), id="refused"),
        pytest.param(refuse_connection, (0, 0), id="never left"),
    ],
)
def test_the_quota_settles_to_what_the_provider_counted(redis_url: str, answer: Answer, used: tuple[int, int]) -> None:
    guarded = build_guarded(redis_url, attempts=1)
    with suppress(PortalError):
        ask_json(build_client(guarded.guard, answer))
    quota = guarded.defences.quota
    assert (quota.read_used(Meter("requests", 1, 60)), quota.read_used(Meter("tokens", 1, 60))) == used


def test_a_stream_that_waits_leaves_its_lane_to_others(redis_url: str) -> None:
    """In a pause and between two attempts."""
    guarded = build_guarded(redis_url, gemini={"retry_base_s": 0.3})
    answers = [httpx.Response(503, json={}), httpx.Response(200, text=f"data: {json.dumps(ANSWER)}\n\n")]
    during: list[int] = []
    waiting: list[int] = []

    def answer(_request: httpx.Request) -> httpx.Response:
        during.append(guarded.slots.count_in_use("streams"))
        return answers[len(during) - 1]

    def look(_resource: str, place: Place) -> None:
        if place.position:
            waiting.append(guarded.slots.count_in_use("streams"))

    guarded.guard.caller = Caller("1", on_wait=look)
    guarded.defences.breaker.pause("gemini", 0.3)
    ask_text(build_client(guarded.guard, answer))
    assert during == [1, 1]
    assert len(waiting) >= 2
    assert not any(waiting)


def test_no_more_streams_are_open_than_allowed(redis_url: str) -> None:
    guarded = build_guarded(redis_url, streams=1, queue_timeout_s=0.3)
    client = build_client(guarded.guard, lambda _: httpx.Response(200, json=ANSWER))
    with guarded.slots.hold("streams", Caller("other"), timeout_s=5):
        with pytest.raises(LimitReachedError):
            ask_text(client)
        ask_json(client)


def test_a_streamed_object_has_its_schema_and_tells_what_was_counted(connect: Callable[..., GeminiClient]) -> None:
    seen: list[httpx.Request] = []
    counted: list[Consumo] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text=f"data: {json.dumps(ANSWER | {'usageMetadata': USAGE})}\n\n")

    schema = {"type": "object", "properties": {"categoria": {"type": "string"}}}
    stream = connect(answer).stream_text(PEDIDO, operation="test", schema=schema, note_consumo=counted.append)
    assert list(stream) == ["{}"]
    config = json.loads(seen[0].content)["generationConfig"]
    assert (config["responseMimeType"], config["responseJsonSchema"]) == ("application/json", schema)
    assert counted == [Consumo(entrada=700, saida=300)]


@pytest.mark.parametrize(
    "candidate",
    [
        {"content": {"parts": [{"text": '{"a"'}]}, "finishReason": "MAX_TOKENS"},
        {"finishReason": "SAFETY"},
        {"content": {"parts": [{"text": "nada"}]}, "finishReason": "STOP"},
    ],
    ids=["cut", "blocked", "no JSON"],
)
def test_an_answer_that_is_no_use_tells_what_was_counted_too(
    connect: Callable[..., GeminiClient], candidate: dict[str, object]
) -> None:
    counted: list[Consumo] = []
    client = connect(lambda _: httpx.Response(200, json={"candidates": [candidate], "usageMetadata": USAGE}))
    with pytest.raises(PortalError):
        client.generate_json(PEDIDO, {"type": "object"}, operation="test", note_consumo=counted.append)
    assert counted == [Consumo(entrada=700, saida=300)]
    assert counted[0].segundos > 0


def refuse(_procedencias: frozenset[Procedencia]) -> None:
    raise ProcessoSigilosoError("secret")


@pytest.mark.parametrize("ask", [ask_json, ask_text], ids=["whole", "streamed"])
def test_a_secret_text_is_refused_before_anything_is_sent_and_costs_nothing(
    redis_url: str, ask: Callable[[GeminiClient], object]
) -> None:
    guarded = build_guarded(redis_url)
    sent: list[httpx.Request] = []
    client = build_client(guarded.guard, lambda request: sent.append(request) or httpx.Response(200), refuse)
    with pytest.raises(ProcessoSigilosoError):
        ask(client)
    assert sent == []
    assert guarded.defences.quota.read_used(Meter("requests", 1, 60)) == 0


@pytest.mark.parametrize("ask", [ask_json, ask_text], ids=["whole", "streamed"])
def test_secrecy_is_asked_for_again_before_another_attempt(
    redis_url: str, ask: Callable[[GeminiClient], object]
) -> None:
    """The case may have become secret while the call waited for its turn."""
    asked: list[frozenset[Procedencia]] = []
    sent: list[httpx.Request] = []

    def require(procedencias: frozenset[Procedencia]) -> None:
        asked.append(procedencias)
        if len(asked) == 2:
            raise ProcessoSigilosoError("secret by now")

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(503, json={})

    with pytest.raises(ProcessoSigilosoError):
        ask(build_client(build_guarded(redis_url).guard, answer, require))
    assert asked == [SEM_AUTOS, SEM_AUTOS]
    assert len(sent) == 1


def test_a_request_is_made_from_all_that_its_turns_were_made_from() -> None:
    first, second = Procedencia("1"), Procedencia("2", "9")
    turnos = (Turno("a", frozenset({first})), Turno("b", frozenset({second})))
    assert PedidoAoModelo("m", "i", turnos).procedencias == {first, second}


def test_a_text_that_does_not_say_what_it_was_made_from_is_no_turn() -> None:
    with pytest.raises(ValueError, match="made from"):
        Turno("texto", frozenset())


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("is_stream", [False, True], ids=["whole", "streamed"])
def test_neither_text_nor_answer_nor_key_is_in_a_log_at_any_level(
    redis_url: str, caplog: pytest.LogCaptureFixture, status: int, is_stream: bool
) -> None:
    body = {"candidates": [{"content": {"parts": [{"text": '{"a": "canario"}'}]}, "finishReason": "STOP"}]}
    body = body if status == 200 else {"error": {"code": status, "message": "canario", "status": "canario"}}

    def answer(_request: httpx.Request) -> httpx.Response:
        is_event = is_stream and status == 200
        return httpx.Response(status, text=f"data: {json.dumps(body)}\n\n" if is_event else json.dumps(body))

    caplog.set_level(logging.DEBUG)
    settings = SETTINGS.model_copy(update={"api_key": SecretStr("canario")})
    guard = build_guarded(redis_url, attempts=1).guard
    client = GeminiClient(settings, guard, lambda _: None, httpx.MockTransport(answer))
    pedido = PedidoAoModelo("gemini-2.5-flash", "canario", (Turno("canario", SEM_AUTOS),))
    with capture_logs() as logs, suppress(PortalError):
        if is_stream:
            list(client.stream_text(pedido, operation="test"))
        else:
            client.generate_json(pedido, {"type": "object"}, operation="test")
    written = [f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records]
    assert [line for line in written + [str(line) for line in logs] if "canario" in line] == []
    assert logs
    assert caplog.records


def test_tokens_are_counted_by_the_model_and_only_of_what_may_leave(
    connect: Callable[[Answer], GeminiClient], redis_url: str
) -> None:
    bodies: list[dict[str, object]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path.endswith(":countTokens")
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"totalTokens": 42})

    assert connect(answer).count_tokens("gemini-2.5-flash", Turno("um texto", SEM_AUTOS), operation="test") == 42
    assert "um texto" in json.dumps(bodies)

    def refuse(_: frozenset[Procedencia]) -> None:
        raise ProcessoSigilosoError

    closed = build_client(build_guarded(redis_url, attempts=1).guard, answer, refuse)
    with pytest.raises(ProcessoSigilosoError):
        closed.count_tokens("gemini-2.5-flash", Turno("sigiloso", SEM_AUTOS), operation="test")
    assert len(bodies) == 1
