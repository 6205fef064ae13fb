"""Every address of the launcher, in one place. Streamlit's own come after these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from anyio import to_thread
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from pages.ui.web.drain import is_draining
from pages.ui.web.health import show_health, show_live
from pages.ui.web.index import IndexRoute
from pages.ui.web.login import LoginRoutes


class PaginaConvertor(StringConvertor):
    """One word without a dot: a page's address, never a file's."""

    regex = "[^/.]+"


register_url_convertor("pagina", PaginaConvertor())


def build_routes(
    *,
    login: LoginRoutes,
    account: Sequence[BaseRoute],
    index: IndexRoute,
    read_health: Callable[[], dict[str, object]],
    read_metrics: Callable[[], bytes],
    others: Sequence[BaseRoute] = (),
) -> list[BaseRoute]:
    """``account`` are those of the own account and of sign-in elsewhere, ``others`` those of features.

    Health and measures are let through to operators only, by the gate.
    """

    async def show_health_detailed(_request: Request) -> Response:
        report = await to_thread.run_sync(read_health)
        return _respond_health(report, report)

    async def show_ready(_request: Request) -> Response:
        if is_draining():
            return _respond_health({"status": "stopping"}, {"status": "stopping"})
        report = await to_thread.run_sync(read_health)
        return _respond_health(report, {"status": report["status"]})

    async def show_metrics(_request: Request) -> Response:
        text = await to_thread.run_sync(read_metrics)
        return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4, "cache-control": "no-store"})

    return [
        Route("/health", show_health),
        Route("/health/live", show_live),
        Route("/health/ready", show_ready),
        Route("/health/detailed", show_health_detailed),
        Route("/metrics", show_metrics),
        Route("/entrar", login.show_login, methods=["GET"]),
        Route("/entrar", login.login, methods=["POST"]),
        Route("/sair", login.logout, methods=["POST"]),
        Route("/sessao", login.show_sessao),
        *account,
        *others,
        Route("/", index.show),
        Route("/{pagina:pagina}", index.show),
    ]


def _respond_health(report: Mapping[str, object], shown: Mapping[str, object]) -> Response:
    """503 where people should not be sent; what works in part still serves them."""
    status = 200 if report["status"] in {"ok", "degraded"} else 503
    return JSONResponse(shown, status, {"cache-control": "no-store"})
