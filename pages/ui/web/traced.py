"""Each request begins a trace, which the work that it asks for goes on with."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from core.infra.tracing import trace


class Traced:
    """Of the address only the first part is told: the rest may name a case. A WebSocket lives too long to be a step."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with trace("request", method=scope["method"], area=f"/{scope['path'].split('/')[1]}"):
            await self._app(scope, receive, send)
