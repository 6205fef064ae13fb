"""What the launcher hands to Streamlit: routes, middleware, start and stop, words for errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from core.bootstrap import SERVERS_AWAY
from core.errors import ServiceUnavailableError
from core.infra.rate import RateLimits
from core.settings import WebSettings
from core.usuarios.service import UsuarioService
from pages.ui.errors import describe_unexpected, find_known
from pages.ui.web.audited import Audited, NoteDownload
from pages.ui.web.connections import OpenConnections
from pages.ui.web.conta import ContaRoutes
from pages.ui.web.cookie import PortalCookie
from pages.ui.web.drain import Drain
from pages.ui.web.federacao import FederacaoRoutes
from pages.ui.web.gate import Gate, is_page_request
from pages.ui.web.headers import SecurityHeaders, build_headers, build_policy
from pages.ui.web.health import is_operator
from pages.ui.web.index import IndexRoute, build_index
from pages.ui.web.login import LoginRoutes
from pages.ui.web.render import respond_error
from pages.ui.web.routes import build_routes
from pages.ui.web.traced import Traced

log = structlog.get_logger(__name__)

_RETRY_AFTER_S = "5"

Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]
Hook = Callable[[], None]


@dataclass(frozen=True)
class Portal:
    """Arguments of ``st.App``."""

    routes: Sequence[BaseRoute]
    middleware: Sequence[Middleware]
    lifespan: Lifespan
    exception_handlers: Mapping[Any, Callable[[Any, Any], Any]]


@dataclass(frozen=True)
class Hooks:
    """What the launcher needs from the services, as functions so that nothing is built at import.

    ``start`` and ``stop`` run inside the server; ``others`` are the routes of features.
    """

    usuarios: Callable[[], UsuarioService]
    rates: Callable[[], RateLimits]
    read_health: Callable[[], dict[str, object]]
    read_metrics: Callable[[], bytes]
    start: Hook = lambda: None
    stop: Hook = lambda: None
    note_download: NoteDownload = lambda _login, _name: None
    others: Sequence[BaseRoute] = ()


def build_portal(settings: WebSettings, hooks: Hooks) -> Portal:
    """Assemble the launcher's parts. Headers come first, so that refusals of the gate carry them too."""
    cookie = PortalCookie(is_https=settings.is_https, max_age_s=int(settings.sessao_h * 3600))
    saida = PortalCookie.build_saida(is_https=settings.is_https)
    connections = OpenConnections(hooks.usuarios)
    html = build_index()
    headers = build_headers(build_policy(html), is_https=settings.is_https)
    login = LoginRoutes(
        usuarios=hooks.usuarios,
        rates=hooks.rates,
        cookie=cookie,
        saida=saida,
        connections=connections,
        is_demonstration=settings.is_demonstration,
    )
    return Portal(
        routes=build_routes(
            login=login,
            account=(
                *ContaRoutes(
                    usuarios=hooks.usuarios, cookie=cookie, saida=saida, connections=connections
                ).list_routes(),
                *FederacaoRoutes(
                    usuarios=hooks.usuarios, rates=hooks.rates, login=login, saida=saida, is_https=settings.is_https
                ).list_routes(),
            ),
            index=IndexRoute(html),
            read_health=hooks.read_health,
            read_metrics=hooks.read_metrics,
            others=hooks.others,
        ),
        middleware=[
            Middleware(Traced),
            Middleware(SecurityHeaders, headers=headers),
            Middleware(
                Gate,
                usuarios=hooks.usuarios,
                rates=hooks.rates,
                cookie=cookie,
                connections=connections,
                is_operator=partial(
                    is_operator, token=settings.health_token.get_secret_value(), is_https=settings.is_https
                ),
            ),
            Middleware(Audited, note=hooks.note_download),
        ],
        lifespan=_build_lifespan(settings, hooks, connections),
        exception_handlers={
            HTTPException: _show_http_error,
            Exception: partial(_show_uncaught, headers=headers),
            **dict.fromkeys((*SERVERS_AWAY, ServiceUnavailableError), _show_away),
        },
    )


def _build_lifespan(settings: WebSettings, hooks: Hooks, connections: OpenConnections) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
        hooks.start()
        drain = Drain(
            limit_s=settings.drain_s,
            is_busy=lambda: connections.has_open_answers,
            on_end=connections.close_answers,
        )
        drain.install()
        watching = asyncio.create_task(connections.watch())
        try:
            yield {}
        finally:
            watching.cancel()
            hooks.stop()

    return lifespan


async def _show_http_error(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404 and is_page_request(request.scope):
        return respond_error(
            404, "Página não encontrada", "O portal não tem esta página. Confira o endereço ou volte para Hoje."
        )
    return PlainTextResponse(error.detail, error.status_code, error.headers)


async def _show_away(request: Request, error: Exception) -> Response:
    """A server of the portal does not answer: the same request may be made again soon."""
    log.warning("request_without_server", path=request.url.path, kind=type(error).__name__)
    known = find_known(error)
    text = known.user_message if known else ""
    is_page = is_page_request(request.scope) or request.method == "POST"
    response = respond_error(503, "Fora do ar no momento", text) if is_page else PlainTextResponse(text, 503)
    response.headers["retry-after"] = _RETRY_AFTER_S
    return response


async def _show_uncaught(request: Request, error: Exception, *, headers: Mapping[str, str]) -> Response:
    """This answer goes out past every middleware, so the headers are put on it here."""
    response = await _show_unexpected(request, error)
    response.headers.update(headers)
    return response


async def _show_unexpected(request: Request, error: Exception) -> Response:
    if isinstance(error, (*SERVERS_AWAY, ServiceUnavailableError)):
        return await _show_away(request, error)  # met before any route, as when the session is looked up
    log.error("request_failed", path=request.url.path, **describe_unexpected(error))
    if is_page_request(request.scope) or request.method == "POST":
        return respond_error(
            500,
            "O portal não conseguiu responder",
            "Um serviço interno do portal não respondeu. Nada foi perdido; tente de novo em um minuto e, "
            "se continuar, avise o suporte.",
        )
    return PlainTextResponse("O portal não conseguiu responder.", 500)
