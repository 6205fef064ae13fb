"""A simulated court over real HTTP, and the clients that speak to both of its systems."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import uvicorn
from pydantic import SecretStr

from core.settings import TribunalSettings
from simulators.tribunal.app import BASE, EPROC_PATH, build_app

T = TypeVar("T")


class OpenGuard:
    """Lets every call through, once."""

    def run(self, resource: str, operation: str, attempt: Callable[[], T], *, circuit: str) -> T:
        assert (resource, circuit.partition("_")[0]) == ("tjms", "tjms")
        return attempt()


@contextmanager
def run_court() -> Iterator[str]:
    """Address of a court that answers at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMULATOR_SPEED", "1000")
        config = uvicorn.Config(build_app(), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def build_settings(address: str, **changes: Any) -> TribunalSettings:
    """Settings of both systems at this address."""
    given = {
        "url": f"{address}{BASE}/intercomunicacao",
        "usuario": "procuradoria-demo",
        "senha": SecretStr("demo"),
        "eproc_url": f"{address}{EPROC_PATH}?srv=intercomunicacao3.0",
        "eproc_usuario": "procuradoria-demo",
        "eproc_senha": SecretStr("demo"),
        "consulta_timeout_s": 1,
        "download_timeout_s": 10,
    }
    return TribunalSettings(**(given | changes))
