"""The whole portal as a person starts it, in a state folder of its own."""

from __future__ import annotations

import json
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
from typing import Any

import httpx

from ops.state import ROOT, find_free_port

_READY_S = 150
_STOP_S = 90
_FEWEST_PROCESSES = 10
"""Servers, simulators, workers and web are more than this; fewer means that the search below finds nothing."""


@dataclass(frozen=True)
class Portal:
    address: str
    folder: Path

    def change(self, simulator: str, **faults: Any) -> None:
        """Make a simulator slow or wrong; without faults it is as it was."""
        path = "_control" if faults else "_control/reset"
        httpx.post(f"{self._find_simulator(simulator)}/{path}", json=faults).raise_for_status()

    def count_calls(self, simulator: str) -> int:
        """Calls that the simulator answered since it was last reset."""
        ledger = httpx.get(f"{self._find_simulator(simulator)}/_control/ledger").json()
        return sum(ledger["counts"].values()) + ledger["in_flight"]

    def find_web(self) -> int:
        """The process that serves people."""
        return next(pid for pid in list_processes(self.folder) if b"streamlit" in _read(pid, "cmdline"))

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        """PostgreSQL neither answers nor closes a connection, as a machine that hangs."""
        first = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        pids = [first, *map(int, children)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def wait_healthy(self) -> None:
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise TimeoutError("the portal did not answer in time")

    def _find_simulator(self, name: str) -> str:
        port = json.loads((self.folder / "ports.json").read_text())[f"simulator-{name}"]
        return f"http://127.0.0.1:{port}"


@contextmanager
def run_portal() -> Iterator[Portal]:
    """Start everything, stop it with SIGTERM, and see that no process stays."""
    with tempfile.TemporaryDirectory(prefix="portal-browser-") as name:
        folder, port = Path(name).resolve(), find_free_port()
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))}
        environment = outside | {
            "PORTAL_STATE": str(folder),
            "WEB_PORT": str(port),
            "SIMULATOR_SPEED": "4",
            "LIMITS_GERACOES_POR_MINUTO": "60",
            "LIMITS_IA_POR_MINUTO": "60",
            "LIMITS_EXPORTACOES_POR_MINUTO": "60",
            "LIMITS_PEDIDOS_POR_MINUTO": "6000",
            "LIMITS_ENTRADAS_POR_MINUTO": "60",
            "WORKERS_PECAS": "3",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ops", "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            portal = Portal(f"http://127.0.0.1:{port}", folder)
            portal.wait_healthy()
            yield portal
            assert len(list_processes(folder)) > _FEWEST_PROCESSES
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_STOP_S)
        assert list_processes(folder) == [], "processes left behind"


def list_processes(folder: Path) -> list[int]:
    """Every live process that was started for this state folder, whoever its parent is now."""
    mark = f"PORTAL_STATE={folder}".encode()
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if mark in _read(pid, "environ").split(b"\0")]


def _read(pid: int, name: str) -> bytes:
    """Empty for a process that ended meanwhile or belongs to somebody else."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
