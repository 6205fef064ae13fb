"""A simulated court on a port of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from simulators.tribunal.app import BASE, build_app


@pytest.fixture(scope="session")
def court_root() -> Iterator[str]:
    """Address of a court that answers fast; it lives as long as the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMULATOR_SPEED", "100")
        app = build_app()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def court(court_root: str) -> Iterator[httpx.Client]:
    """A client of the court's control addresses, without faults before or after the test."""
    with httpx.Client(base_url=court_root, timeout=30) as client:
        client.post("/_control/reset").raise_for_status()
        yield client
        client.post("/_control/reset").raise_for_status()


@pytest.fixture
def court_url(court: httpx.Client) -> str:
    return f"{court.base_url}{BASE}/intercomunicacao".replace("//mniws", "/mniws")
