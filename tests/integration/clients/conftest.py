"""A small court over real HTTP that answers what the test wrote and keeps what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Court:
    """What the server answers next and what it was sent. Whatever else is asked of it is in ``strays``.

    ``later`` are the bodies that follow, one per request; the last one stays.
    """

    url: str = ""
    status: int = 200
    body: bytes = b""
    content_type: str = "text/xml"
    announced: int | None = None
    silence: threading.Event | None = None
    requests: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    later: list[bytes] = field(default_factory=list)

    def answer(self, body: str | bytes, status: int = 200) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status


@pytest.fixture
def court() -> Iterator[Court]:
    state = Court()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.requests.append(self.rfile.read(int(self.headers["Content-Length"])))
            state.headers.append(dict(self.headers))
            state.paths.append(self.path)
            if state.silence is not None:
                state.silence.wait(10)
                return
            self.send_response(state.status)
            self.send_header("Content-Type", state.content_type)
            self.send_header("Content-Length", str(state.announced or len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)
            state.body = state.later.pop(0) if state.later else state.body

        def do_GET(self) -> None:
            state.strays.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/mniws"
    yield state
    if state.silence is not None:
        state.silence.set()
    server.shutdown()
    server.server_close()
