"""Calls that would never end, over real sockets and the real HTTP libraries."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from pydantic import SecretStr

from core.clients.gemini import SEM_AUTOS, GeminiClient, PedidoAoModelo, Turno
from core.clients.tribunal.tjms import TjmsClient
from core.errors import DeadlineError
from core.infra.deadline import end_at_deadline
from core.settings import GeminiSettings, TribunalSettings
from tests.integration.infra.guarded import Guarded, build_guarded

DEADLINE_S = 0.6
LATE_S = 3
"""What a busy machine may add; a piece that comes every five seconds would still be noticed."""

TOTAL = {"total_timeout_s": DEADLINE_S}
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n%s\r\n"
_PIECE = b'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\n'
_XML = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
_BLANK = b" "


@dataclass
class Trickle:
    """A server that sends a piece now and then, for ever, and notes when the other side is gone."""

    every_s: float
    is_chunked: bool = True
    gone_at: list[float] = field(default_factory=list)

    def start(self) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    def _serve(self, listener: socket.socket) -> None:
        with listener, listener.accept()[0] as connection:
            piece = _XML if b"text/xml" in connection.recv(65_536) else _PIECE
            connection.sendall(_HEAD % (b"Transfer-Encoding: chunked\r\n" if self.is_chunked else b""))
            connection.settimeout(self.every_s)
            while not self.gone_at:
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if self.is_chunked else piece)
                piece = _BLANK if piece is _XML else piece
                self._listen(connection)

    def _listen(self, connection: socket.socket) -> None:
        """Until it is time for the next piece, or the other side is gone."""
        try:
            while connection.recv(65_536):
                continue
        except TimeoutError:
            return
        self.gone_at.append(time.monotonic())


@pytest.fixture
def guarded(redis_url: str) -> Guarded:
    return build_guarded(redis_url, gemini=TOTAL, tribunal=TOTAL, geracao_s=DEADLINE_S)


PEDIDO = PedidoAoModelo("gemini-2.5-pro", "i", (Turno("p", SEM_AUTOS),))


def read_stream(guarded: Guarded, url: str) -> None:
    client = GeminiClient(GeminiSettings(api_key=SecretStr("chave"), base_url=url), guarded.guard, lambda _: None)
    list(client.stream_text(PEDIDO, operation="test"))


def read_whole(guarded: Guarded, url: str) -> None:
    client = GeminiClient(GeminiSettings(api_key=SecretStr("chave"), base_url=url), guarded.guard, lambda _: None)
    client.generate_json(PEDIDO, {"type": "object"}, operation="test")


def read_court(guarded: Guarded, url: str) -> None:
    TjmsClient(TribunalSettings(url=url, usuario="u", senha=SecretStr("s")), guarded.guard).fetch_processo("1" * 20)


@pytest.mark.parametrize("read", [read_whole, read_stream, read_court])
@pytest.mark.parametrize(
    "trickle",
    [
        pytest.param(Trickle(0.05), id="often"),
        pytest.param(Trickle(5), id="once, then silence"),
        pytest.param(Trickle(0.05, is_chunked=False), id="without a length"),
    ],
)
def test_what_trickles_for_ever_ends_at_the_deadline(
    guarded: Guarded, read: Callable[[Guarded, str], None], trickle: Trickle
) -> None:
    trickle = Trickle(trickle.every_s, trickle.is_chunked)
    began = time.monotonic()
    with pytest.raises(DeadlineError):
        read(guarded, trickle.start())
    assert time.monotonic() - began < DEADLINE_S + LATE_S
    while not trickle.gone_at:
        assert time.monotonic() - began < DEADLINE_S + LATE_S, "the socket is still open"
        time.sleep(0.01)
    assert guarded.slots.count_in_use("gemini") + guarded.slots.count_in_use("tjms") == 0
    assert guarded.count("outside_calls_ended", outcome=DeadlineError.code) == 1
    breaker = guarded.defences.breaker
    assert breaker.describe("gemini").failures + breaker.describe("tjms_saj").failures == 1


def test_the_end_of_a_whole_job_says_nothing_about_the_service(guarded: Guarded) -> None:
    def attempt() -> None:
        raise DeadlineError("deadline of 300 s")

    with pytest.raises(DeadlineError):
        guarded.guard.run("gemini", "test", attempt)
    assert guarded.defences.breaker.describe("gemini").failures == 0


def test_the_time_in_the_queue_does_not_count(guarded: Guarded) -> None:
    began = time.monotonic()

    def attempt() -> Iterator[float]:
        yield time.monotonic() - began

    guarded.defences.breaker.pause("gemini", 1.5 * DEADLINE_S)
    (seconds,) = guarded.guard.stream("gemini", "test", attempt)
    assert seconds > DEADLINE_S


def test_the_end_of_one_call_leaves_the_connection_to_the_next(guarded: Guarded) -> None:
    """Connections are kept open: a watch that outlived its call would cut a stranger's."""
    threads = threading.active_count()
    guarded.guard.run("gemini", "test", lambda: None)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="{}"))
    with httpx.Client(transport=transport, event_hooks={"response": [end_at_deadline]}) as client:
        assert guarded.guard.run("gemini", "test", lambda: client.get("http://x").text) == "{}"
    assert threading.active_count() <= threads + 1
