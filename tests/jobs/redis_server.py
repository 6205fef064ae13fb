"""A Redis of one test, which may kill it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ops.services import prepare_redis, wait_for
from ops.state import open_state


class RedisServer:
    """Keeps its data over a kill, as the one in production does."""

    def __init__(self, folder: Path) -> None:
        self._command = prepare_redis(open_state(folder))
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self._command.url

    def start(self) -> None:
        """Return when it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command.argv, stdout=log, stderr=log)
        wait_for(self.url)

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
