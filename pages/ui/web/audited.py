"""Each file that leaves the portal is put on record, whichever page or route sends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENCODED = re.compile(r"filename\*=UTF-8''([^;]+)", re.IGNORECASE)
_PLAIN = re.compile(r'filename="?([^";]+)')

NoteDownload = Callable[[str, str], None]
"""Takes the login of the person and the name of the file."""


class Audited:
    """Stands behind the gate. A file is sent once it is on record, and not otherwise."""

    def __init__(self, app: ASGIApp, *, note: NoteDownload) -> None:
        self._app = app
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        usuario = scope.get("usuario")
        if scope["type"] != "http" or usuario is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 206):
                name = find_name(dict(message["headers"]).get(b"content-disposition", b"").decode("latin-1"))
                if name:
                    await to_thread.run_sync(self._note, usuario.login, name)
            await send(message)

        await self._app(scope, receive, noting)


def find_name(disposition: str) -> str:
    """The name of a file that a browser would store; empty for anything else."""
    if not disposition.lower().startswith("attachment"):
        return ""
    encoded = _ENCODED.search(disposition)
    if encoded:
        return unquote(encoded[1])
    plain = _PLAIN.search(disposition)
    return plain[1] if plain else "arquivo"
