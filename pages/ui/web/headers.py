"""Security headers on every answer, with a content policy that Streamlit runs under."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_PERMISSIONS = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
_STARTS = ("http.response.start", "websocket.accept", "websocket.http.response.start")
_REVALIDATED_PREFIXES = ("/app/static/", "/_stcore/bidi-components/")


def build_policy(index_html: str) -> str:
    """The Content-Security-Policy; inline scripts of the index are allowed by their hash and no other is."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in _INLINE_SCRIPT.findall(index_html))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def build_headers(policy: str, *, is_https: bool) -> dict[str, str]:
    """What every answer carries."""
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
    }
    if is_https:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return headers


class SecurityHeaders:
    """Pure ASGI middleware.

    A WebSocket that is refused before it was accepted becomes a plain 403 with the headers, where the server can.
    The answer to a failure that nobody treated is sent outside every middleware; its maker adds the headers itself.
    """

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        is_revalidated = scope["path"].startswith(_REVALIDATED_PREFIXES)
        can_refuse = "websocket.http.response" in scope.get("extensions", {})
        is_accepted = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_accepted
            if message["type"] == "websocket.close" and not is_accepted and can_refuse:
                await send_with_headers({"type": "websocket.http.response.start", "status": 403, "headers": []})
                await send({"type": "websocket.http.response.body", "body": b""})
                return
            if message["type"] in _STARTS:
                is_accepted = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if is_revalidated:
                    headers["cache-control"] = "no-cache"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
