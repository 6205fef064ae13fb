"""SIGTERM: not ready at once, open answers get their time, then the process ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

ROOT = Path(__file__).parents[2]
DRAIN_S = 2.0


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.pages.drain_server", str(port), str(DRAIN_S)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            wait_until_healthy(address)
            yield process, address
        finally:
            process.kill()


@retry(retry=retry_if_exception_type(httpx2.TransportError), stop=stop_after_delay(90), wait=wait_fixed(0.1))
def wait_until_healthy(address: str) -> None:
    httpx2.get(f"{address}/health")


def wait_until_refusing(address: str) -> int:
    deadline = time.monotonic() + DRAIN_S
    status = 200
    while status == 200 and time.monotonic() < deadline:
        status = httpx2.get(f"{address}/health").status_code
    return status


def test_open_stream_gets_its_time_and_then_ends(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    cookies = {"cookie": "portal=token-0-procurador"}
    with httpx2.stream("GET", f"{address}/fluxo", headers=cookies) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "linha"
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert wait_until_refusing(address) == 503
        assert sum(1 for _ in lines) > 10
    assert process.wait(timeout=10) is not None
    assert DRAIN_S <= time.monotonic() - started < DRAIN_S + 4


def test_idle_server_stops_soon(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, _ = server
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=10)
    assert time.monotonic() - started < DRAIN_S + 2
