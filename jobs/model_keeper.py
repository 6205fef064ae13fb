"""The process beside a worker in which trained models stay loaded: torch takes seconds to come, and jobs are brief.

Each question goes over a pair of sockets of its own, handed to that process over the one that it was born with: where
either side dies, the other reads the end of it, and no answer is ever taken for that of another question.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import Any

import structlog

from jobs.runtime import die_at_once

_log = structlog.get_logger()


class ModelKeeper:
    """``ensure`` and ``stop`` are the worker's, ``ask`` is its job's, which inherits what the worker opened."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def ensure(self) -> None:
        """Start the process where it does not live; it loads while the job begins."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._control, other = socket.socketpair()
        argv = [sys.executable, "-m", "jobs.model_server", str(other.fileno())]
        with other:
            self._process = subprocess.Popen(argv, pass_fds=[other.fileno()])  # noqa: S603 - our own words
        _log.info("models_started", pid=self._process.pid)

    def stop(self) -> None:
        """End it at once; it keeps nothing."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._control = None

    def ask(self, question: dict[str, Any]) -> Any:
        """Its answer. Where that process dies, this one does too: its job starts again with another one."""
        if self._control is None:
            raise RuntimeError("no models beside this process")
        mine, theirs = socket.socketpair()
        with Connection(mine.detach()) as connection:
            try:
                with theirs:
                    socket.send_fds(self._control, [b"?"], [theirs.fileno()])
                connection.send_bytes(json.dumps(question).encode())
                return json.loads(connection.recv_bytes())
            except (EOFError, OSError):
                die_at_once("models_died")
                raise


KEEPER = ModelKeeper()
"""Of this worker."""
