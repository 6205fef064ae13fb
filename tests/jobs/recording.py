"""The simulated Gemini with a memory: what was sent to the model can be read at ``/_requests``."""

from __future__ import annotations

from collections import deque

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from simulators.gemini.app import build_app

_bodies: deque[str] = deque(maxlen=500)


class Recorder:
    """Keeps the body of every call to a model and passes all of it on."""

    def __init__(self) -> None:
        self._app = build_app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_model_call = scope["type"] == "http" and ":" in scope["path"].rpartition("/")[2]
        if not is_model_call:
            await self._app(scope, receive, send)
            return
        chunks: list[bytes] = []

        async def receive_and_keep() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                chunks.append(message.get("body", b""))
                if not message.get("more_body", False):
                    _bodies.append(b"".join(chunks).decode())
            return message

        await self._app(scope, receive_and_keep, send)


async def _list(_: Request) -> Response:
    return JSONResponse(list(_bodies))


async def _forget(_: Request) -> Response:
    _bodies.clear()
    return Response(status_code=204)


app = Starlette(
    routes=[
        Route("/_requests", _list, methods=["GET"]),
        Route("/_requests", _forget, methods=["DELETE"]),
        Mount("/", Recorder()),
    ]
)
