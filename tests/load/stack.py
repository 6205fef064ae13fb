"""A whole portal for a benchmark: the real ``portal run`` over a temporary state, with simulators at a chosen speed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from core.usuarios.domain import DEMONSTRATION
from ops.processes import build_simulator
from ops.services import prepare_redis, wait_for
from ops.state import ROOT, find_free_port, open_state

_READY_S = 150


@dataclass(frozen=True)
class Stack:
    """A running portal: its address and the environment its processes got."""

    address: str
    environment: dict[str, str]

    def log_in(self) -> httpx.Client:
        """A client with the cookie of the demonstration's attorney."""
        client = httpx.Client(base_url=self.address, timeout=120)
        demo = DEMONSTRATION[0]
        form = {"usuario": demo.login, "senha": demo.senha, "next": "/"}
        answer = client.post("/entrar", data=form, headers={"origin": self.address})
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def run_stack(*, speed: float, seed: int) -> Iterator[Stack]:
    """Start everything, wait until it is healthy, stop everything in order."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        port = find_free_port()
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
        environment = outside | {
            "PORTAL_STATE": folder,
            "WEB_PORT": str(port),
            "SIMULATOR_SPEED": str(speed),
            "SIMULATOR_SEED": str(seed),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ops", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _wait_started(process, Path(folder) / "address")
            yield Stack(f"http://127.0.0.1:{port}", _read_environment(Path(folder)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)


@contextmanager
def run_redis() -> Iterator[str]:
    """A Redis of its own, as the product wants it: its address."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        command = prepare_redis(open_state(Path(folder)))
        server = subprocess.Popen(command.argv, stdout=subprocess.DEVNULL, cwd="/")
        try:
            wait_for(command.url)
            yield command.url
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def run_simulator(name: str, ledger: Path, *, seed: int, speed: float = 1.0) -> Iterator[str]:
    """A simulator that writes the given ledger: its address."""
    url = f"http://127.0.0.1:{(port := find_free_port())}"
    environment = os.environ | {
        "SIMULATOR_LEDGER": str(ledger),
        "SIMULATOR_SEED": str(seed),
        "SIMULATOR_SPEED": str(speed),
    }
    process = subprocess.Popen(build_simulator(name, port).argv, cwd=ROOT, env=environment)
    try:
        _wait_answering(url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_answering(url: str) -> None:
    deadline = time.monotonic() + _READY_S
    while True:
        try:
            httpx.get(f"{url}/_control", timeout=1).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _wait_started(process: subprocess.Popen[bytes], address: Path) -> None:
    deadline = time.monotonic() + _READY_S
    while not address.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the portal did not start")
        time.sleep(0.1)


def _read_environment(folder: Path) -> dict[str, str]:
    """The addresses that ``portal run`` chose, as its own processes see them."""
    pid = int((folder / "supervisor.pid").read_text())
    entries = Path(f"/proc/{pid}/environ").read_text().split("\0")
    pairs = dict(entry.split("=", 1) for entry in entries if "=" in entry)
    wanted = ("DATABASE_", "REDIS_", "GEMINI_", "TRIBUNAL_", "WEB_", "SIMULATOR_", "LOGGING_")
    return {name: value for name, value in pairs.items() if name.startswith(wanted)}
