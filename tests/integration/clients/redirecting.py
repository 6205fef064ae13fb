"""A server that sends whoever asks it to another machine, and that other machine, which counts its visitors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Decoy:
    """``asked`` are the paths that came to the server itself, ``visits`` those that came to the other machine."""

    url: str
    elsewhere: str
    status: int = 302
    asked: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)


@contextmanager
def redirecting() -> Iterator[Decoy]:
    class Elsewhere(_Handler):
        def answer(self) -> None:
            decoy.visits.append(self.path)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

    class Sender(_Handler):
        def answer(self) -> None:
            decoy.asked.append(self.path)
            self.send_response(decoy.status)
            self.send_header("location", f"{decoy.elsewhere}{self.path}")
            self.send_header("content-length", "0")
            self.end_headers()

    with _serve(Elsewhere) as other, _serve(Sender) as first:
        decoy = Decoy(f"http://127.0.0.1:{first}", f"http://localhost:{other}")
        yield decoy


class _Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        raise NotImplementedError

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.answer()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def _serve(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_port
        server.shutdown()
