"""A whole portal whose every process may be killed at any moment, started again the way a service manager does it.

Servers and simulators are reached through fault proxies. Settings that people feel (permits, attempts, numbers of
workers) are the real ones; times of the outside world are divided by the speed, see ``build_settings``.
"""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from sqlalchemy.engine import make_url

from ops import processes
from ops.services import ServiceCommand, prepare_postgres, prepare_redis, wait_for
from ops.state import ROOT, find_free_port, open_state
from tests.load.proxy import FaultProxy

COURT_PATH = "/mniws/servico-intercomunicacao-2.2.2/intercomunicacao"
GEMINI, COURT, POSTGRES, REDIS = "gemini", "tribunal", "postgres", "redis"
WORKERS, SCHEDULES, WEB = "workers", ("schedule-1", "schedule-2"), "web"

_WATCH_S = 0.05
_READY_S = 60


class Keeper:
    """One process that is started again a moment after it died, until it is stopped."""

    def __init__(self, argv: list[str], environment: dict[str, str], log: Path, *, user: str | None = None) -> None:
        self._argv, self._environment, self._log, self._user = argv, environment, log, user
        self._back_at = 0.0
        self._stop = threading.Event()
        self.process = self._spawn()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def kill(self, *, away_s: float = 0.0) -> None:
        """Kill -9; it comes back after ``away_s``."""
        self._back_at = time.monotonic() + away_s
        self.process.kill()

    def suspend(self, seconds: float) -> None:
        """SIGSTOP for a while, then SIGCONT, unless it died meanwhile."""
        process = self.process
        process.send_signal(signal.SIGSTOP)
        threading.Timer(seconds, process.send_signal, [signal.SIGCONT]).start()

    def replace(self, on_end: Callable[[float], None]) -> None:
        """Ask it to end, as a new version does; another begins when it did. ``on_end`` gets the seconds it took."""
        threading.Thread(target=self._end, args=(self.process, on_end), daemon=True).start()

    def _end(self, process: subprocess.Popen[bytes], on_end: Callable[[float], None]) -> None:
        began = time.monotonic()
        process.terminate()
        while process.poll() is None:
            time.sleep(_WATCH_S)
        on_end(time.monotonic() - began)

    def stop(self, timeout_s: float = 30) -> None:
        self._stop.set()
        self._watcher.join()
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _watch(self) -> None:
        while not self._stop.wait(_WATCH_S):
            if self.process.poll() is not None and time.monotonic() >= self._back_at:
                self.process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._argv,
                cwd="/" if self._user else ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )


@dataclass
class Plant:
    """The running portal. ``environment`` is that of its processes, ``ledgers`` the simulators' records."""

    folder: Path
    environment: dict[str, str]
    keepers: dict[str, Keeper] = field(default_factory=dict)
    proxies: dict[str, FaultProxy] = field(default_factory=dict)
    simulators: dict[str, str] = field(default_factory=dict)

    @property
    def ledgers(self) -> list[Path]:
        return [self.folder / f"{name}.jsonl" for name in (GEMINI, COURT)]

    def control(self, simulator: str, **faults: object) -> None:
        """Change what goes wrong there; past the proxy, so that a cut connection does not hide it."""
        httpx.post(f"{self.simulators[simulator]}/_control", json=faults, timeout=10).raise_for_status()

    def read_logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def build_settings(speed: float) -> dict[str, str]:
    """Outside times divided by ``speed``; the lease, the watchdog and the deadline only as far as two cores allow."""
    return {
        "LIMITS_GERACOES_POR_MINUTO": "100000",
        "LIMITS_GERACOES_POR_MINUTO_TOTAL": "100000",
        "LIMITS_IA_POR_MINUTO": "100000",
        "LIMITS_PEDIDOS_POR_MINUTO": "100000",
        "LIMITS_CONSULTAS_POR_MINUTO": "100000",
        "LIMITS_EXPORTACOES_POR_MINUTO": "100000",
        "LIMITS_IMAGENS_POR_MINUTO": "100000",
        "LIMITS_LEASE_S": "6",
        "GEMINI_BREAKER_PROBE_S": str(30 / speed),
        "TRIBUNAL_BREAKER_PROBE_S": str(60 / speed),
        "GEMINI_RETRY_BASE_S": str(1 / speed),
        "TRIBUNAL_RETRY_BASE_S": str(2 / speed),
        "LIMITS_RETRY_REFILL_S": str(300 / speed),
        "GEMINI_STREAM_TIMEOUT_S": "5",
        "GEMINI_READ_TIMEOUT_S": "8",
        "TRIBUNAL_CONSULTA_TIMEOUT_S": "8",
        "GEMINI_REQUESTS_PER_MINUTE": "1000000",
        "GEMINI_TOKENS_PER_MINUTE": "1000000000",
        "WORKERS_PECAS": "10",
        "WORKERS_OCR": "1",
        "WORKERS_DOCX": "1",
        "WORKERS_FROZEN_S": "5",
        "LOGGING_LEVEL": "INFO",
        "LOGGING_IS_JSON": "true",
    }


@contextmanager
def run_plant(folder: Path, *, speed: float, seed: int) -> Iterator[Plant]:
    """Everything up and healthy; stopped in order at the end."""
    state = open_state(folder / "state")
    outside = {k: v for k, v in os.environ.items() if k.split("_")[0] not in ("LIMITS", "GEMINI", "DATABASE", "REDIS")}
    base = {**outside, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2", "TMPDIR": str(_make(folder / "tmp"))}
    base |= {
        "SIMULATOR_SPEED": str(speed),
        "SIMULATOR_SEED": str(seed),
        "SIMULATOR_CACHE": str(_make(folder / "autos")),
    }
    plant = Plant(folder, {})
    with ExitStack() as stack:
        postgres, redis = prepare_postgres(state), prepare_redis(state)
        for name, command in ((POSTGRES, postgres), (REDIS, redis)):
            _keep_server(stack, plant, name, command)
        for name in (GEMINI, COURT):
            _keep_simulator(stack, plant, name, base)
        urls = {POSTGRES: _create_database(postgres.url), REDIS: redis.url, **plant.simulators}
        for name, url in urls.items():
            plant.proxies[name] = stack.enter_context(FaultProxy.before(url, seed=seed))
            urls[name] = plant.proxies[name].wrap(url)
        plant.environment = base | _address(urls) | build_settings(speed) | {"WEB_PORT": str(find_free_port())}
        subprocess.run(
            [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=plant.environment, check=True
        )
        _keep_portal(stack, plant)
        yield plant


def _keep_server(stack: ExitStack, plant: Plant, name: str, command: ServiceCommand) -> None:
    environment = dict(os.environ) | command.environment
    keeper = Keeper(command.argv, environment, plant.folder / f"{name}.log", user=command.user)
    plant.keepers[name] = keeper
    stack.callback(keeper.stop)
    wait_for(command.url)


def _keep_simulator(stack: ExitStack, plant: Plant, name: str, base: dict[str, str]) -> None:
    port = find_free_port()
    environment = base | {"SIMULATOR_LEDGER": str(plant.folder / f"{name}.jsonl")}
    keeper = Keeper(processes.build_simulator(name, port).argv, environment, plant.folder / f"{name}.log")
    plant.keepers[name] = keeper
    plant.simulators[name] = f"http://127.0.0.1:{port}"
    stack.callback(keeper.stop, 5)
    _wait_for_answer(f"http://127.0.0.1:{port}/_control")


def _keep_portal(stack: ExitStack, plant: Plant) -> None:
    port = int(plant.environment["WEB_PORT"])
    programs = {
        WORKERS: processes.build_workers().argv,
        **{name: processes.build_schedule().argv for name in SCHEDULES},
        WEB: processes.build_web_argv("127.0.0.1", port),
    }
    for name, argv in programs.items():
        keeper = Keeper(argv, plant.environment, plant.folder / f"{name}.log")
        plant.keepers[name] = keeper
        stack.callback(keeper.stop)
    _wait_for_answer(f"http://127.0.0.1:{port}/health")


def _address(urls: dict[str, str]) -> dict[str, str]:
    return {
        "DATABASE_URL": urls[POSTGRES],
        "REDIS_URL": urls[REDIS],
        "WEB_IS_DEMONSTRATION": "true",
        "GEMINI_API_KEY": "demo-key",
        "GEMINI_BASE_URL": urls[GEMINI],
        "TRIBUNAL_URL": urls[COURT] + COURT_PATH,
        "TRIBUNAL_USUARIO": "procuradoria-demo",
        "TRIBUNAL_SENHA": "demo",
        "WEB_HOST": "127.0.0.1",
    }


def _create_database(url: str) -> str:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE chaos")
    return make_url(url).set(database="chaos").render_as_string(hide_password=False)


def _wait_for_answer(url: str) -> None:
    deadline = time.monotonic() + _READY_S
    while True:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"{url} does not answer")
        time.sleep(0.05)


def _make(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)
    return path
