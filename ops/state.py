"""Where a local portal keeps its state, and the secrets and ports it made up for itself."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE_VARIABLE = "PORTAL_STATE"
SERVERS_FILE = "servers.json"
"""Where the database and Redis of a running ``./portal run`` are, for commands from another window."""


@dataclass(frozen=True)
class State:
    """A folder outside the repository with everything a local portal needs to start again as it was."""

    folder: Path

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def path(self, name: str) -> Path:
        return self.folder / name

    def secret(self, name: str) -> str:
        """A random secret, made once and kept in a file that only the owner reads."""
        path = self.folder / f"{name}.secret"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24))
        return path.read_text()

    def port(self, name: str) -> int:
        """A port on loopback: the one used last time when it is still free, else a new one."""
        path = self.folder / "ports.json"
        ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
        if name not in ports or not is_port_free(ports[name]):
            ports[name] = find_free_port()
            path.write_text(json.dumps(ports))
        return ports[name]


def open_state(folder: Path | None = None) -> State:
    """The state folder, made when missing. ``PORTAL_STATE`` names another one."""
    chosen = folder or (Path(os.environ[STATE_VARIABLE]) if STATE_VARIABLE in os.environ else _default_folder())
    chosen.mkdir(parents=True, exist_ok=True)
    # The database server runs as another user when we are root: it must be able to pass through.
    chosen.chmod(0o711)
    state = State(chosen.resolve())
    state.logs.mkdir(exist_ok=True)
    return state


def _default_folder() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/portal-pge")
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "portal-pge"


def use_local_portal() -> None:
    """Without an address in the environment a command means the ``./portal run`` of this machine."""
    if os.environ.get("DATABASE_URL"):
        return
    path = open_state().path(SERVERS_FILE)
    if path.exists():
        os.environ.update(json.loads(path.read_text()))
        for name in ("GEMINI_API_KEY", "TRIBUNAL_URL", "TRIBUNAL_USUARIO", "TRIBUNAL_SENHA"):
            os.environ.setdefault(name, "unused")  # required of every process; no command of this kind needs them


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whatever the umask."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_server_user() -> str | None:
    """The unprivileged user that runs the database when we are root (PostgreSQL refuses to run as root)."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
