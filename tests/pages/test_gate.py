"""What the gate lets through on the way: sockets of other pages, work that is no page, answers of ended sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from pages.ui.web import connections
from tests.pages.test_web import Site, build_site


@pytest.fixture
def site() -> Iterator[Site]:
    built = build_site()
    with built.client:
        yield built


@pytest.mark.parametrize("path", ["/minuta/1", "/lotes/remessas/1"])
def test_typing_and_handing_in_count_as_use(site: Site, path: str) -> None:
    token = site.enter()
    site.client.post(path)
    assert site.usuarios.touched == [site.usuarios.sessoes[token].id]


@pytest.mark.parametrize("origin", ["https://outro.example", "null", "http://testserver:81"])
def test_socket_that_another_page_opens_is_refused(site: Site, origin: str) -> None:
    site.enter()
    with (
        pytest.raises(WebSocketDisconnect),
        site.client.websocket_connect("/_stcore/stream", headers={"origin": origin}),
    ):
        pass
    with site.client.websocket_connect("/_stcore/stream", headers={"origin": "http://testserver"}) as socket:
        socket.send_text("oi")
        assert socket.receive_text() == "procurador: oi"


@pytest.mark.parametrize("is_revoked", [True, False])
def test_answer_that_had_not_begun_is_lost_to_a_revoked_session_and_kept_when_the_portal_stops(
    monkeypatch: pytest.MonkeyPatch, *, is_revoked: bool
) -> None:
    monkeypatch.setattr(connections, "_STOP_S", 0.02)
    sent: list[Message] = []

    async def run() -> None:
        ended, gate = connections.Ending(), asyncio.Event()

        async def give_file(scope: Scope, receive: Receive, send: Send) -> None:
            ended.revoke() if is_revoked else ended.set()
            asyncio.get_running_loop().call_later(0.2, gate.set)
            await gate.wait()
            await PlainTextResponse("um documento")(scope, receive, send)

        async def receive() -> Message:
            return {"type": "http.request"}

        async def note(message: Message) -> None:
            sent.append(message)

        await connections.serve_answer(give_file, {"type": "http", "method": "GET"}, receive, note, ended)

    asyncio.run(run())
    body = b"".join(message.get("body", b"") for message in sent)
    assert (sent[0]["status"], b"documento" in body) == ((401, False) if is_revoked else (200, True))
    assert not is_revoked or (b"cache-control", b"no-store") in sent[0]["headers"]
