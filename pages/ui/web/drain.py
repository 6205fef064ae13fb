"""Stopping without cutting people off: on SIGTERM the portal stops being ready, waits for open answers, then ends.

The server would end at once and kill what scripts are doing, and an open stream would hold it for ever; so our
handler runs first and calls the server's own when the time is over (streamlit.md 1.3).
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

_draining = threading.Event()
_POLL_S = 0.1
_GRACE_S = 1.0
"""Runs of page scripts take well under this; they are not counted one by one."""


def is_draining() -> bool:
    """Whether the portal is stopping; streams end themselves when they see it."""
    return _draining.is_set()


class Drain:
    """Replaces the handler of SIGTERM while installed."""

    def __init__(self, *, limit_s: float, is_busy: Callable[[], bool], on_end: Callable[[], None]) -> None:
        self._limit_s = limit_s
        self._is_busy = is_busy
        self._on_end = on_end
        self._task: asyncio.Task[None] | None = None
        self._saved: Callable[..., object] | None = None

    def install(self) -> None:
        """Take SIGTERM over from the server; outside the main thread (tests) nothing happens."""
        if threading.current_thread() is not threading.main_thread():
            return
        saved = signal.getsignal(signal.SIGTERM)
        self._saved = saved if callable(saved) else None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._start)

    def _start(self) -> None:
        if self._task is None:
            _draining.set()
            log.info("drain_started", limit_s=self._limit_s)
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limit_s
        await asyncio.sleep(min(_GRACE_S, self._limit_s))
        while self._is_busy() and loop.time() < deadline:
            await asyncio.sleep(_POLL_S)
        self._on_end()
        log.info("drain_finished", is_complete=not self._is_busy())
        loop.remove_signal_handler(signal.SIGTERM)
        if self._saved is None:
            raise SystemExit(0)
        self._saved(signal.SIGTERM, None)
