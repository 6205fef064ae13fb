"""Base models from the hub, at its own address and nowhere else.

The hub sends a download on to its stores by redirects, so they are followed, but only to hosts of its own: an answer
that names another machine, one inside the office's network above all, is not obeyed. Its second protocol (Xet) has a
client that cannot be watched, and stays off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants, set_client_factory, snapshot_download
from huggingface_hub.errors import OfflineModeIsEnabled

_PUBLIC = "huggingface.co"
_STORES = (".huggingface.co", ".hf.co")
_SILENCE_S = 60.0
_LOOKED_S = 0.2
"""Seconds between looks at a download."""

constants.HF_HUB_DISABLE_XET = True


class ForeignHostError(OSError):
    """The hub sent the download to a machine that is not its own."""


def download(
    name: str,
    patterns: Sequence[str],
    endpoint: str = constants.ENDPOINT,
    *,
    kept: Path | None = None,
    revisao: str = "",
) -> Path:
    """The folder with the files of ``owner/name`` that fit; ``kept`` is that of all downloads.

    The folder's name is the revision that it holds: the one asked for, or the newest.

    Raises what the hub's kit raises, and ForeignHostError.
    """
    home = urlsplit(endpoint).netloc
    set_client_factory(partial(_build_client, home))
    wanted = list(patterns)
    return Path(
        snapshot_download(name, revision=revisao or None, cache_dir=kept, allow_patterns=wanted, endpoint=endpoint)
    )


def download_watched(load: Callable[[], Path], check: Callable[[], None]) -> Path:
    """What ``load`` answers, from a thread; ``check`` is called meanwhile, and may raise.

    The download goes on then until this process ends; another one takes it up where it broke off.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="hub")
    try:
        loading = pool.submit(load)
        while not wait([loading], timeout=_LOOKED_S).done:
            check()
        return loading.result()
    finally:
        pool.shutdown(wait=False)


def _build_client(home: str) -> httpx2.Client:
    return httpx2.Client(
        event_hooks={"request": [partial(_require_own_host, home)]},
        follow_redirects=True,
        timeout=_SILENCE_S,
        trust_env=True,
    )


def _require_own_host(home: str, request: httpx2.Request) -> None:
    """Asked before each request leaves, those that follow a redirect too."""
    if constants.is_offline_mode():
        raise OfflineModeIsEnabled("offline")
    asked = request.url.netloc.decode()
    is_store = home == _PUBLIC and request.url.scheme == "https" and asked.endswith(_STORES)
    if asked != home and not is_store:
        raise ForeignHostError(asked)
