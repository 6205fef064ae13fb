"""A server with the portal's parts and one endless stream, for the test of stopping; run as a script."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from core.settings import WebSettings
from pages.ui.web.portal import Hooks, build_portal
from tests.pages.fakes import FakeRates, FakeUsuarios, build_usuario


async def count(_: Request) -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        while True:
            yield "linha\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(lines())


def build_app(drain_s: float) -> Starlette:
    usuarios = FakeUsuarios()
    usuarios.enter(build_usuario())
    hooks = Hooks(
        usuarios=lambda: usuarios,
        rates=FakeRates,
        read_health=lambda: {"status": "ok"},
        read_metrics=bytes,
        others=[Route("/fluxo", count)],
    )
    portal = build_portal(WebSettings(drain_s=drain_s), hooks)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        async with portal.lifespan(app):
            yield

    return Starlette(routes=list(portal.routes), middleware=list(portal.middleware), lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(build_app(float(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
