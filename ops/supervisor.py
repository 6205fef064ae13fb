"""A running supervisor: started as our child, asked over its socket, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from xmlrpc.client import ServerProxy

import psutil
from supervisor.xmlrpc import SupervisorTransport

from ops.state import State

_START_S = 15
_STOP_S = 90
_ORPHAN_STOP_S = 15
_WATCH_S = 2
_PR_SET_PDEATHSIG = 1


class Supervisor:
    """The process manager of a local portal. Ends with its parent, whatever ends the parent."""

    def __init__(self, state: State, config: Path, environment: dict[str, str]) -> None:
        self._children: list[psutil.Process] = []
        self._socket = state.path("supervisor.sock")
        self._socket.unlink(missing_ok=True)
        with (state.logs / "supervisor.err").open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-c", str(config)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # we start no threads before
            )
        deadline = time.monotonic() + _START_S
        while not self._socket.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"supervisor did not start; see {state.logs}")
            time.sleep(0.02)
        self._transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        self._rpc = ServerProxy("http://127.0.0.1", transport=self._transport)

    def start(self, name: str) -> None:
        """Start a program without waiting for it to be ready."""
        self._rpc.supervisor.startProcess(name, False)
        self._note_children()

    def find_dead(self) -> list[str]:
        """Programs that supervisor gave up on."""
        return [info["name"] for info in self._rpc.supervisor.getAllProcessInfo() if info["statename"] == "FATAL"]

    def wait(self) -> None:
        """Return when supervisor ended."""
        while self._process.poll() is None:
            self._note_children()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_WATCH_S)

    def stop(self) -> None:
        """Stop every program in order, web first and servers last, then supervisor itself.

        When supervisor is gone already (killed), its programs are stopped directly.
        """
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._transport.close()
        self._stop_orphans()

    def _note_children(self) -> None:
        """Remember who runs, for the day supervisor cannot be asked any more; psutil knows a reused pid."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children()
            if self._process.poll() is None:  # one that died meanwhile has no children any more
                self._children = children

    def _stop_orphans(self) -> None:
        """Programs of a supervisor that ended as it should are gone already."""
        alive = [child for child in self._children if child.is_running()]
        for child in reversed(alive):
            with suppress(psutil.NoSuchProcess):
                # PostgreSQL waits for its clients at TERM; INT is its fast, clean shutdown.
                child.send_signal(signal.SIGINT if child.name() == "postgres" else signal.SIGTERM)
        for child in psutil.wait_procs(alive, timeout=_ORPHAN_STOP_S)[1]:
            with suppress(psutil.NoSuchProcess):
                child.kill()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            os._exit(1)
