"""The address by which a test or a person makes a simulator slow, wrong or silent, and reads what it saw."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive

from simulators.ledger import Ledger


@dataclass
class Storm:
    """The next ``count`` calls are answered with HTTP ``status``; a negative count never ends."""

    status: int = 503
    count: int = 0
    retry_after_s: float | None = None

    def take(self) -> bool:
        """True when this call belongs to the storm; uses up one."""
        if self.count == 0:
            return False
        if self.count > 0:
            self.count -= 1
        return True


@dataclass
class Faults:
    """What goes wrong, for all calls or the next ``remaining`` ones. A simulator says which modes it knows.

    ``mode`` names one wrong behaviour (``cut``, ``malformed``, ``silent``, ...); ``remaining`` is how many calls
    it still spoils, a negative number all of them. ``latency_s`` replaces the normal time per kind of call
    (key ``*`` for the rest) and is not divided by the speed, so that a test gets the time it asked for.
    ``options`` holds what only one simulator understands; ``latency_pattern`` is a regular expression whose first
    group, where a request has it, is the time of that request in seconds, so that equal seeds cost equal times.
    """

    latency_s: dict[str, float] = field(default_factory=dict)
    storm: Storm = field(default_factory=Storm)
    mode: str = ""
    remaining: int = -1
    options: dict[str, Any] = field(default_factory=dict)

    def take_mode(self) -> str:
        """The wrong behaviour for this call, or an empty text; uses up one."""
        if not self.mode or self.remaining == 0:
            return ""
        if self.remaining > 0:
            self.remaining -= 1
        return self.mode


async def run_until_disconnect(receive: Receive, work: Coroutine[Any, Any, None]) -> bool:
    """Run ``work`` and stop it when the client goes away; True when it ended by itself.

    The request body must have been read: then the only message left is the disconnect.
    """
    worker = asyncio.create_task(work)
    watcher = asyncio.create_task(_wait_for_disconnect(receive))
    try:
        await asyncio.wait({worker, watcher}, return_when=asyncio.FIRST_COMPLETED)
        if worker.done():
            worker.result()
            return True
        return False
    finally:
        watcher.cancel()
        worker.cancel()
        await asyncio.gather(worker, watcher, return_exceptions=True)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Control:
    """Faults and ledger of one simulator, with the configuration every simulator reads from its environment."""

    def __init__(self, *, modes: frozenset[str] = frozenset()) -> None:
        self.modes = modes
        self.faults = Faults()
        self.ledger = Ledger(os.environ.get("SIMULATOR_LEDGER") or None)
        self.seed = int(os.environ.get("SIMULATOR_SEED", "1"))
        self.speed = float(os.environ.get("SIMULATOR_SPEED", "1"))

    def latency(self, call: str, normal_s: float, text: str = "") -> float:
        """Seconds a call takes: what its text or its kind was given, otherwise ``normal_s`` divided by the speed."""
        pattern = self.faults.options.get("latency_pattern")
        if pattern and (match := re.search(pattern, text)):
            return float(match[1])
        latency = self.faults.latency_s
        asked = latency.get(call, latency.get("*"))
        return normal_s / self.speed if asked is None else asked

    async def pause(self, call: str, normal_s: float, text: str = "") -> None:
        await asyncio.sleep(self.latency(call, normal_s, text))

    def change(self, body: dict[str, Any]) -> None:
        """Apply a JSON body; raises ValueError for a name or mode this simulator does not know."""
        unknown = set(body) - {f.name for f in fields(Faults)}
        if unknown:
            raise ValueError(f"unknown faults: {sorted(unknown)}")
        if body.get("mode") and body["mode"] not in self.modes:
            raise ValueError(f"unknown mode {body['mode']!r}; known: {sorted(self.modes)}")
        changed = dict(body)
        if "storm" in changed:
            changed["storm"] = Storm(**changed["storm"])
        if "latency_s" in changed and not isinstance(changed["latency_s"], dict):
            changed["latency_s"] = {"*": float(changed["latency_s"])}
        for name, value in changed.items():
            setattr(self.faults, name, value)

    def routes(self) -> list[Route]:
        """``/_control`` (GET shows, POST changes), ``/_control/reset`` and ``/_control/ledger``."""
        return [
            Route("/_control", self._show, methods=["GET"]),
            Route("/_control", self._change, methods=["POST"]),
            Route("/_control/reset", self._reset, methods=["POST"]),
            Route("/_control/ledger", self._ledger, methods=["GET"]),
        ]

    async def _show(self, _: Request) -> Response:
        return JSONResponse({"faults": asdict(self.faults), "modes": sorted(self.modes), "speed": self.speed})

    async def _change(self, request: Request) -> Response:
        try:
            self.change(await request.json())
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        return await self._show(request)

    async def _reset(self, request: Request) -> Response:
        """No faults, an empty ledger in memory; the ledger's file keeps its lines."""
        self.faults = Faults()
        self.ledger.reset()
        return await self._show(request)

    async def _ledger(self, _: Request) -> Response:
        ledger = self.ledger
        counted = {"in_flight": ledger.in_flight, "max_in_flight": ledger.max_in_flight, "counts": ledger.counts()}
        return JSONResponse({**counted, "entries": list(ledger.entries)})
