"""A hub of models on this machine: the three questions of the wire protocol that a download asks."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OWNER = "escritorio"
COMMIT = "c" * 40


@dataclass
class Hub:
    """Serves each folder of ``pasta`` as a repository of OWNER. ``asked`` are the paths, in order."""

    pasta: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def find(self, path: str) -> tuple[str, bytes] | None:
        """Kind and content of what stands at a path; None where there is nothing."""
        parts = path.partition("?")[0].strip("/").split("/")
        is_api = parts[:2] == ["api", "models"]
        owner, name, *rest = parts[2:] if is_api else parts
        folder = self.pasta / name
        if owner != OWNER or not folder.is_dir() or not rest or (rest[1:] and rest[1] not in ("main", COMMIT)):
            return None
        if not is_api:
            file = folder / rest[-1]
            return ("file", file.read_bytes()) if rest[0] == "resolve" and file.is_file() else None
        files = sorted(one for one in folder.iterdir() if one.is_file())
        entries = [
            {"type": "file", "path": one.name, "size": one.stat().st_size, "oid": _name(one.read_bytes())}
            for one in files
        ]
        siblings = [{"rfilename": one.name} for one in files]
        facts = {"id": f"{OWNER}/{name}", "sha": COMMIT, "private": False, "siblings": siblings, "tags": []}
        return "json", json.dumps(entries if rest[0] == "tree" else facts).encode()


@contextmanager
def serving_hub(pasta: Path) -> Iterator[Hub]:
    """``url`` is where it answers."""
    hub = Hub(pasta)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(is_body=False)

        def do_GET(self) -> None:
            self._answer(is_body=True)

        def _answer(self, *, is_body: bool) -> None:
            hub.asked.append(self.path)
            found = hub.find(self.path)
            kind, content = found or ("json", b'{"error": "Repository not found"}')
            self.send_response(200 if found else 404)
            if kind == "file":
                self.send_header("ETag", f'"{_name(content)}"')
                self.send_header("X-Repo-Commit", COMMIT)
            if not found:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Type", "application/json" if kind == "json" else "application/octet-stream")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if is_body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield hub
    server.shutdown()
    server.server_close()
    thread.join()


def _name(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
