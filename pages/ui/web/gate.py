"""The gate: nothing but the login page, its files and the health check answers without a session.

Below a login drawn by a script, anonymous visitors could still open the WebSocket, upload into memory and fetch
media by address; so the door stands in front of the whole server. Identity reaches scripts as ``st.user`` through
headers that only this file may set (``server.trustedUserHeaders``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from anyio import to_thread
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.errors import RateLimitError
from core.infra.rate import Action, RateLimits
from core.usuarios.domain import Sessao
from core.usuarios.service import UsuarioService
from pages.ui.web.connections import OpenConnections, build_ended, serve_answer, serve_socket
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.render import LOGIN_FILES, respond_limit

LOGIN_PATH = "/entrar"
FEDERATION_PATH = "/entrar/oidc"
_LOGIN_PATHS = frozenset({LOGIN_PATH, FEDERATION_PATH, f"{FEDERATION_PATH}/retorno"})
_OPERATOR_PATHS = {"/health", "/health/ready", "/health/detailed", "/metrics"}
"""They answer to this machine or to the operators' token only, and look to everybody else as if they were not there."""

_PUBLIC_PATHS = frozenset({"/health/live", *LOGIN_FILES})
_FILE_PREFIXES = ("/static/", "/app/static/")
_PROVISIONAL_PATHS = frozenset({"/conta", "/conta/senha", "/conta/forca", "/sair", "/sessao"})
"""All that a session may ask for whose password has to be changed first."""

_FORBIDDEN_PREFIXES = ("/_stcore/agent", "/_stcore/metrics", "/auth/", "/oauth2callback")
_MACHINE_PREFIXES = ("/_stcore/", "/media/", "/component/")
_UNCOUNTED_PATHS = frozenset({"/sair", "/sessao", "/autos/imagem"})
"""Leaving, and asking whether one is still in, work whatever else was asked for; pictures have a limit of their own."""

_UNCOUNTED_PREFIXES = ("/acompanhar/", "/conversas/", "/perguntas/", "/ensaios/", "/minuta/", "/lotes/remessas/")
"""Streams come back by themselves, each second while the portal stops, a text saves itself while it is typed, and files
of a lot come by the hundred: that must not use up the person's pages."""

_TYPED_PREFIXES = ("/minuta/", "/lotes/remessas/")

_MAX_NEXT = 1_000
"""Characters of an address to come back to; a longer one does not fit in the cookie of a sign-in."""

_IDENTITY_PREFIX = b"x-portal-"
_TOUCH_EVERY_S = 60.0


class Gate:
    """Pure ASGI middleware; sets ``scope["usuario"]`` and ``scope["sessao"]`` (both None on public addresses)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        usuarios: Callable[[], UsuarioService],
        rates: Callable[[], RateLimits],
        cookie: PortalCookie,
        connections: OpenConnections,
        is_operator: Callable[[HTTPConnection], bool],
    ) -> None:
        self._app = app
        self._is_operator = is_operator
        self._usuarios = usuarios
        self._rates = rates
        self._cookie = cookie
        self._connections = connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["headers"] = [item for item in scope["headers"] if not item[0].lower().startswith(_IDENTITY_PREFIX)]
        scope["usuario"] = scope["sessao"] = None
        path = scope["path"]
        if scope["type"] == "websocket" and _is_foreign(Headers(scope=scope)):
            await _refuse(PlainTextResponse("recusado", 403), scope, receive, send)
            return
        is_operators = path in _OPERATOR_PATHS
        is_strange = is_operators and not self._is_operator(HTTPConnection(scope))
        if is_strange or path.startswith(_FORBIDDEN_PREFIXES):
            await _refuse(PlainTextResponse("não encontrado", 404), scope, receive, send)
            return
        if is_operators or path in _PUBLIC_PATHS:
            await self._app(scope, receive, send)
            return
        sessao = await self._find_sessao(scope)
        if sessao is not None and path.startswith(_FILE_PREFIXES):
            await self._app(scope, receive, send)
        elif sessao is not None and sessao.is_provisoria and path not in _PROVISIONAL_PATHS:
            await _refuse(_build_detour(scope), scope, receive, send)
        elif sessao is not None:
            await self._serve(sessao, scope, receive, send)
        elif path in _LOGIN_PATHS and scope["type"] == "http":
            await self._app(scope, receive, send)
        else:
            await _refuse(_build_refusal(scope), scope, receive, send)

    async def _find_sessao(self, scope: Scope) -> Sessao | None:
        token = self._cookie.find(HTTPConnection(scope))
        return await to_thread.run_sync(self._usuarios().find_sessao, token) if token else None

    async def _serve(self, sessao: Sessao, scope: Scope, receive: Receive, send: Send) -> None:
        scope["usuario"], scope["sessao"] = sessao.usuario, sessao
        scope["headers"] += [
            (b"x-portal-user", sessao.usuario.login.encode("latin-1")),
            (b"x-portal-roles", sessao.usuario.papel.value.encode("latin-1")),
            (b"x-portal-sessao", str(sessao.id).encode("latin-1")),
        ]
        is_socket = scope["type"] == "websocket"
        with self._connections.track(sessao.id, is_socket=is_socket) as ended:
            if is_socket:
                noting = self._note_use(sessao, receive)
                await serve_socket(self._app, scope, noting, send, ended)
                return
            refusal = await self._count(sessao, scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
            if is_page_request(scope) or is_typing(scope):
                await to_thread.run_sync(self._usuarios().touch, sessao)
            await serve_answer(self._app, scope, receive, send, ended)

    async def _count(self, sessao: Sessao, scope: Scope) -> Response | None:
        """The answer for a person who asks too fast; Streamlit's own addresses are not counted."""
        path = scope["path"]
        if path.startswith((*_MACHINE_PREFIXES, *_UNCOUNTED_PREFIXES)) or path in _UNCOUNTED_PATHS:
            return None
        try:
            await to_thread.run_sync(self._rates().require, Action.PAGE, str(sessao.usuario.id))
        except RateLimitError as error:
            return respond_limit(error, is_page=is_page_request(scope))
        return None

    def _note_use(self, sessao: Sessao, receive: Receive) -> Receive:
        """A ``receive`` that notes, once a minute, that messages of the person arrive."""
        last = time.monotonic()
        tasks: set[asyncio.Task[None]] = set()

        async def noting() -> Message:
            nonlocal last
            message = await receive()
            if time.monotonic() - last >= _TOUCH_EVERY_S and is_use(message):
                last = time.monotonic()
                task = asyncio.create_task(to_thread.run_sync(self._usuarios().touch, sessao))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            return message

        return noting


def is_use(message: Message) -> bool:
    """Whether a socket's message comes from the person; a page that refreshes itself is not use."""
    content = message.get("bytes") if message["type"] == "websocket.receive" else None
    if content is None:
        return False
    try:
        return not BackMsg.FromString(content).rerun_script.is_auto_rerun
    except DecodeError:
        return False


def is_page_request(scope: Scope) -> bool:
    """Whether a person's browser asks for a page to look at (and not a file, a call or a socket)."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    is_machine = scope["path"].startswith((*_MACHINE_PREFIXES, *_FILE_PREFIXES))
    return not is_machine and "text/html" in Headers(scope=scope).get("accept", "")


def is_typing(scope: Scope) -> bool:
    """Whether a text is kept while it is typed, or files are handed in: the page itself asks for nothing meanwhile."""
    is_sent = scope["type"] == "http" and scope["method"] == "POST"
    return is_sent and scope["path"].startswith(_TYPED_PREFIXES)


def build_login_address(scope: Scope) -> str:
    """The login page that leads back to the address asked for."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return LOGIN_PATH if asked == "/" else f"{LOGIN_PATH}?next={quote(asked, safe='')}"


def clean_next(address: str | None) -> str:
    """An address of this portal, or ``/`` for anything that could lead elsewhere."""
    if not address or len(address) > _MAX_NEXT or not address.isprintable():
        return "/"
    if "\\" in address or address.startswith("//"):
        return "/"
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not parts.scheme and not parts.netloc
    return address if is_ours and parts.path not in (LOGIN_PATH, "/sair") else "/"


def _build_refusal(scope: Scope) -> Response:
    if is_page_request(scope):
        return RedirectResponse(build_login_address(scope), 303, {"cache-control": "no-store"})
    return build_ended()


def _build_detour(scope: Scope) -> Response:
    if is_page_request(scope):
        return RedirectResponse("/conta", 303, {"cache-control": "no-store"})
    return PlainTextResponse("Troque a senha para continuar.", 403, {"cache-control": "no-store"})


def _is_foreign(headers: Headers) -> bool:
    """Whether a page of another server opens the socket; a program that is no browser names no page."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer without the application; a socket closed before it is accepted is a 403 on the wire."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await response(scope, receive, send)
