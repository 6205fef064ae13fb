"""Every address of the running application, tried by strangers, by a session that ended and by a live one.

Run as a script with the portal's environment over a migrated database: it loads the launcher as the server does, with
real services, and prints what each visitor was answered as one JSON line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from uuid import uuid4

import httpx2
import psycopg
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

import Home
from core.usuarios.domain import Papel, Usuario
from pages.ui.runtime import installed_services
from pages.ui.web import gate
from pages.ui.web.headers import build_headers, build_policy
from pages.ui.web.index import build_index

METHODS = frozenset({"GET", "POST"})
"""Tried everywhere, beside those that a route takes."""

SOCKET = "WEBSOCKET"
_STRANGER = ("10.0.0.5", 1)
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_SAMPLES = {"path": "a/b.js", "int": "1", "float": "1.5", "pagina": "hoje"}
_TRICKS = (
    "//media/a.pdf",
    "/static/../media/a.pdf",
    "/static/%2e%2e/media/a.pdf",
    "/app/static/../../_stcore/host-config",
    "/app/static/portal.js",
    "/static/js/index.js",
    "/entrar/../hoje",
    "/entrar/",
    "/ENTRAR/x",
    "/health/live/../../hoje",
    "/health/live/",
    "/metrics/",
    "/hoje;/entrar",
    "/favicon.ico",
    "/favicon.png",
    "/manifest.json",
    "/robots.txt",
)


@dataclass(frozen=True)
class Door:
    """One way to ask for one address."""

    method: str
    path: str


@dataclass(frozen=True)
class Answer:
    """What a visitor got; ``missing`` are security headers that the answer lacks."""

    visitor: str
    method: str
    path: str
    status: int
    is_refused: bool
    missing: tuple[str, ...]


def list_doors(routes: Iterable[BaseRoute]) -> list[Door]:
    """Each address with each method, and addresses that try to look like open ones."""
    doors: dict[Door, None] = {}
    for path, methods in _list_paths(routes, ""):
        doors |= dict.fromkeys(Door(method, path) for method in sorted(methods))
    doors |= dict.fromkeys(Door("GET", path) for path in (*_TRICKS, *gate.LOGIN_FILES))
    return list(doors)


def _list_paths(routes: Iterable[BaseRoute], prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _list_paths(route.routes, prefix + route.path)
            yield f"{prefix}{route.path}/a/b.js", METHODS
        elif isinstance(route, Route):
            yield _PLACE.sub(_fill, prefix + route.path), METHODS | (route.methods or set())
        elif isinstance(route, WebSocketRoute):
            yield _PLACE.sub(_fill, prefix + route.path), frozenset({SOCKET})
        else:
            raise TypeError(f"a route of an unknown kind would go untried: {route!r}")


def _fill(place: re.Match[str]) -> str:
    return _SAMPLES.get(place[2] or "", str(uuid4()))


def try_doors(client: TestClient, visitor: str, doors: Iterable[Door], headers: dict[str, str]) -> list[Answer]:
    """``headers`` are those that every answer must carry."""
    return [_try(client, visitor, door, headers) for door in doors]


def _try(client: TestClient, visitor: str, door: Door, headers: dict[str, str]) -> Answer:
    if door.method == SOCKET:
        return _try_socket(client, visitor, door, headers)
    answer = client.request(door.method, door.path, headers={"accept": "text/html,*/*"})
    is_away = answer.status_code == 303 and answer.headers["location"].startswith("/entrar")
    is_absent = answer.status_code == 404 and answer.text in ("não encontrado", "")
    is_refused = answer.status_code in (401, 405) or is_away or is_absent
    return _note(visitor, door, answer.status_code, answer.headers, headers, is_refused=is_refused)


def _try_socket(client: TestClient, visitor: str, door: Door, headers: dict[str, str]) -> Answer:
    try:
        with client.websocket_connect(door.path) as socket:
            found = httpx2.Headers(socket.extra_headers)
            return _note(visitor, door, 101, found, headers, is_refused=False)
    except WebSocketDenialResponse as denial:
        return _note(visitor, door, denial.status_code, denial.headers, headers, is_refused=True)
    except WebSocketDisconnect:
        return _note(visitor, door, 0, httpx2.Headers(), headers, is_refused=True)


def _note(
    visitor: str, door: Door, status: int, found: httpx2.Headers, headers: dict[str, str], *, is_refused: bool
) -> Answer:
    missing = tuple(name for name, value in headers.items() if found.get(name) != value)
    return Answer(visitor, door.method, door.path, status, is_refused, missing)


def walk(database_url: str) -> dict[str, object]:
    """Answers of each visitor, and what a door was answered once the gate had a hole before it."""
    headers = build_headers(build_policy(build_index()), is_https=False)
    with TestClient(Home.app, client=_STRANGER, follow_redirects=False, raise_server_exceptions=False) as client:
        doors = list_doors(_built(Home.app).routes)
        answers = try_doors(client, "stranger", doors, headers)
        usuario = installed_services().usuarios.add_usuario(
            "walker", "Pessoa Inventada", papel=Papel.PROCURADOR, unidade="", senha=token_urlsafe(24)
        )
        client.cookies.set("portal", _open_ended(usuario, database_url))
        answers += try_doors(client, "ended", doors, headers)
        client.cookies.set("portal", _open_sessao(usuario))
        looks = [door for door in doors if door.method in ("GET", SOCKET)]
        answers += try_doors(client, "member", looks, headers)
        client.cookies.clear()
        hole = "/media/a/b.js"
        gate._PUBLIC_PATHS |= {hole}
        planted = _try(client, "planted", Door("GET", hole), headers)
    return {"doors": len(doors), "answers": [asdict(answer) for answer in answers], "planted": asdict(planted)}


def _built(app: object) -> Starlette:
    built = getattr(app, "_starlette_app", None)
    assert isinstance(built, Starlette), "Streamlit keeps its application elsewhere"
    return built


def _open_sessao(usuario: Usuario) -> str:
    """Without the password, whose check takes longer than the rest of the walk."""
    return installed_services().usuarios._open_sessao(usuario, "10.0.0.5", "")


def _open_ended(usuario: Usuario, database_url: str) -> str:
    """A session whose time is over, as the record has it."""
    token = _open_sessao(usuario)
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE sessao SET expires_at = now() - interval '1 minute'")
    return token


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        print(json.dumps(walk(Home.settings.database.url.get_secret_value())))
