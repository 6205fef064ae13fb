"""Each file that leaves the portal is put on record, whichever page or route sends it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import unquote

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENCODED = re.compile(r"filename\*=UTF-8''([^;]+)", re.IGNORECASE)
_PLAIN = re.compile(r'filename="?([^";]+)')

_MEDIA = "/media/"
"""Where Streamlit keeps the files of its buttons."""

_CHECK = "cors"
"""How a script asks; a click on a link navigates."""

_PAIR_S = 10.0

NoteDownload = Callable[[str, str], None]
"""Takes the login of the person and the name of the file."""


class Clicks:
    """Tells one click on a button of Streamlit's from two: its script fetches the file to see that it is there.

    The click itself comes right after that, as another kind of request for the same address. Whichever of the two is
    the first is put on record; a third one begins anew, so that no way of asking stays without a record.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[tuple[str, str], tuple[str, float]] = {}

    def is_second(self, login: str, path: str, mode: str) -> bool:
        """Whether this request belongs to a click that is on record already. Forgets what is older than the pair."""
        now = self._now()
        self._open = {key: one for key, one in self._open.items() if now - one[1] < _PAIR_S}
        first = self._open.pop((login, path), None)
        is_pair = first is not None and (first[0] == _CHECK) != (mode == _CHECK)
        if not is_pair:
            self._open[login, path] = mode, now
        return is_pair


class Audited:
    """Stands behind the gate. A file is sent once it is on record, and not otherwise."""

    def __init__(self, app: ASGIApp, *, note: NoteDownload) -> None:
        self._app = app
        self._note = note
        self._clicks = Clicks()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        usuario = scope.get("usuario")
        if scope["type"] != "http" or usuario is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 206):
                name = find_name(dict(message["headers"]).get(b"content-disposition", b"").decode("latin-1"))
                if name and not self._is_noted(scope, usuario.login):
                    await to_thread.run_sync(self._note, usuario.login, name)
            await send(message)

        await self._app(scope, receive, noting)

    def _is_noted(self, scope: Scope, login: str) -> bool:
        if not scope["path"].startswith(_MEDIA):
            return False
        mode = dict(scope["headers"]).get(b"sec-fetch-mode", b"").decode("latin-1")
        return self._clicks.is_second(login, scope["path"], mode)


def find_name(disposition: str) -> str:
    """The name of a file that a browser would store; empty for anything else."""
    if not disposition.lower().startswith("attachment"):
        return ""
    encoded = _ENCODED.search(disposition)
    if encoded:
        return unquote(encoded[1])
    plain = _PLAIN.search(disposition)
    return plain[1] if plain else "arquivo"
