"""``/health`` and, below it, ``ready`` and ``detailed`` for whatever runs the portal; ``live`` for everybody."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from pages.ui.web.drain import is_draining


async def show_health(_request: Request) -> Response:
    """200 while the portal takes new people, 503 while it is stopping."""
    status = ("stopping", 503) if is_draining() else ("ok", 200)
    return JSONResponse({"status": status[0]}, status[1], {"cache-control": "no-store"})


async def show_live(_request: Request) -> Response:
    """200 while this process answers at all, also while it stops: what gets no answer is to be started anew."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


def is_operator(request: HTTPConnection, token: str, *, is_https: bool) -> bool:
    """Whether the caller shows the operators' token or, where no proxy stands in front, is this machine itself.

    With https a proxy does: its connections may come from this machine and tell nothing of whom it passes on.
    A request that a proxy passed on is never taken for a local one, whoever the proxy is.
    """
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    if is_https:
        return False
    is_forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    return not is_forwarded and request.client is not None and _is_loopback(request.client.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
