"""The simulator behind a real server, and the real SDK in front of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from google import genai
from google.genai import types

from simulators.control import Control
from simulators.gemini.app import build_app
from simulators.gemini.faults import MODES

SPEED = 200.0


@dataclass(frozen=True)
class Simulator:
    url: str
    control: Control

    def fail(self, **faults: Any) -> None:
        """Change the faults as a person would, over HTTP."""
        httpx.post(f"{self.url}/_control", json=faults).raise_for_status()

    def wait_until_idle(self, timeout_s: float) -> float:
        """Seconds until no call is in flight; fails after ``timeout_s``."""
        began = time.monotonic()
        while self.control.ledger.in_flight:
            assert time.monotonic() - began < timeout_s, "a call is still in flight"
            time.sleep(0.01)
        return time.monotonic() - began

    def last_end(self) -> dict[str, Any]:
        entries = httpx.get(f"{self.url}/_control/ledger").json()["entries"]
        return [entry for entry in entries if entry["phase"] == "end"][-1]


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    monkeypatch.setenv("SIMULATOR_SPEED", str(SPEED))
    control = Control(modes=MODES)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build_app(control), log_level="critical", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Simulator(f"http://127.0.0.1:{listener.getsockname()[1]}", control)
    server.should_exit = True
    server.force_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def client(simulator: Simulator) -> Iterator[genai.Client]:
    """The SDK over httpx, as the product uses it; closed after the test."""
    with httpx.Client(timeout=10) as http:
        options = types.HttpOptions(base_url=simulator.url, httpx_client=http)
        with genai.Client(api_key="demo-key", http_options=options) as client:
            yield client
