"""``portal run``: everything on one machine, for a demonstration or a developer."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import psycopg
from sqlalchemy.engine import make_url

from core.infra.redis import RedisNotDurableError, build_redis, require_durable
from core.settings import RedisSettings
from core.usuarios.domain import DEMONSTRATION
from ops import processes
from ops.processes import Program
from ops.services import ServiceMissingError, prepare_postgres, prepare_redis, wait_for
from ops.state import ROOT, SERVERS_FILE, State, find_free_port, is_port_free, open_state, write_private
from ops.supervisor import Supervisor

_WEB_PORT = 8501
_READY_S = 90
_DATABASE = "portal"
_REDIS = ("url", "requires_aof")
_SYSTEMS = 2  # Gemini and the court


@dataclass(frozen=True)
class Plan:
    """What will run: the environment of every process, the servers that must come first, then all the rest."""

    environment: dict[str, str]
    servers: list[Program]
    others: list[Program]
    address: str
    simulated: int

    @property
    def has_logins(self) -> bool:
        """The published logins exist only where nothing real answers."""
        return self.simulated == _SYSTEMS


def run() -> int:
    """Start everything, say where it is, wait for Ctrl-C or SIGTERM, stop everything in order."""
    state = open_state()
    with _only_one(state) as is_first:
        if not is_first:
            print(_describe_other(state))
            return 1
        started = time.monotonic()
        try:
            plan = _build_plan(state)
        except ServiceMissingError as error:
            print(error)
            return 1
        programs = [*plan.servers, *plan.others, processes.build_schedule()]
        config = processes.write_supervisor_config(state, programs)
        _stop_on_signals()
        supervisor, result = Supervisor(state, config, plan.environment), 0
        try:
            _start(state, plan, supervisor)
            _announce(plan, time.monotonic() - started)
            supervisor.wait()
            result = 1
            print("\nO supervisor dos processos terminou sem ser pedido. Parando o portal…", flush=True)
        except RedisNotDurableError as error:
            result = 1
            print(error, flush=True)
        except (KeyboardInterrupt, SystemExit):
            print("\nParando o portal…", flush=True)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            supervisor.stop()
            for name in ("address", SERVERS_FILE):
                state.path(name).unlink(missing_ok=True)
    return result


def _describe_other(state: State) -> str:
    """Why a second ``run`` does not start; the first one writes its address only when it is ready."""
    path = state.path("address")
    return f"O portal já está no ar em {path.read_text()}" if path.exists() else "O portal já está subindo."


def _build_plan(state: State) -> Plan:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
    servers: list[Program] = []
    others: list[Program] = []
    if "DATABASE_URL" not in environment:
        postgres = prepare_postgres(state)
        servers.append(processes.build_server(postgres))
        url = make_url(postgres.url).set(database=_DATABASE)
        environment["DATABASE_URL"] = url.render_as_string(hide_password=False)
    if "REDIS_URL" not in environment:
        redis = prepare_redis(state)
        servers.append(processes.build_server(redis))
        environment["REDIS_URL"] = redis.url
    simulated = _plan_simulators(state, environment, others)
    environment["WEB_IS_DEMONSTRATION"] = str(simulated > 0).lower()
    environment["WEB_HAS_DEMONSTRATION_LOGINS"] = str(simulated == _SYSTEMS).lower()
    environment.setdefault("LOGGING_IS_JSON", "false")
    environment.setdefault("BERT_PASTA", str(state.path("bert")))
    host = environment.setdefault("WEB_HOST", "127.0.0.1")
    port = int(environment.get("WEB_PORT", _WEB_PORT))
    if "WEB_PORT" not in environment and not is_port_free(port):
        port = find_free_port()
    environment["WEB_PORT"] = str(port)
    others += [processes.build_workers(), processes.build_web(host, port)]
    return Plan(environment, servers, others, f"http://{host}:{port}", simulated)


def _plan_simulators(state: State, environment: dict[str, str], others: list[Program]) -> int:
    """A simulator stands in for each outside system that no address or key was given for; returns how many."""
    simulated = 0
    if not environment.get("GEMINI_API_KEY"):
        port = state.port("simulator-gemini")
        others.append(processes.build_simulator("gemini", port))
        environment |= {"GEMINI_API_KEY": "demo-key", "GEMINI_BASE_URL": f"http://127.0.0.1:{port}"}
        simulated += 1
    if not environment.get("TRIBUNAL_URL"):
        port = state.port("simulator-tribunal")
        others.append(processes.build_simulator("tribunal", port))
        path = "/mniws/servico-intercomunicacao-2.2.2/intercomunicacao"
        environment["TRIBUNAL_URL"] = f"http://127.0.0.1:{port}{path}"
        environment |= {"TRIBUNAL_USUARIO": "procuradoria-demo", "TRIBUNAL_SENHA": "demo"}
        environment["TRIBUNAL_EPROC_URL"] = f"http://127.0.0.1:{port}/ws/controlador_ws.php?srv=intercomunicacao3.0"
        environment |= {"TRIBUNAL_EPROC_USUARIO": "procuradoria-demo", "TRIBUNAL_EPROC_SENHA": "demo"}
        environment.setdefault("SIMULATOR_CACHE", str(state.path("simulator-cache")))
        simulated += 1
    return simulated


def _start(state: State, plan: Plan, supervisor: Supervisor) -> None:
    """Servers, then the database's shape and seeds, then the rest; returns when the portal answers."""
    simulators = [program for program in plan.others if program.priority == processes.SIMULATORS]
    for program in [*plan.servers, *simulators]:
        supervisor.start(program.name)
    database_url = plan.environment["DATABASE_URL"]
    if any(server.name == "postgres" for server in plan.servers):
        admin_url = make_url(database_url).set(database="postgres").render_as_string(hide_password=False)
        wait_for(admin_url)
        _create_database(admin_url)
    wait_for(database_url)
    wait_for(plan.environment["REDIS_URL"])
    _require_durable(plan.environment)
    _prepare_data(state, plan)
    for program in plan.others:
        if program not in simulators:
            supervisor.start(program.name)
    _wait_healthy(plan.address, supervisor)
    supervisor.start("schedule")
    servers = {name: plan.environment[name] for name in ("DATABASE_URL", "REDIS_URL", "BERT_PASTA")}
    write_private(state.path(SERVERS_FILE), json.dumps(servers))
    state.path("address").write_text(plan.address)


def _require_durable(environment: dict[str, str]) -> None:
    """Each process would refuse a Redis that forgets, but in a log that nobody reads. Raises RedisNotDurableError."""
    chosen = {name: environment[f"REDIS_{name}".upper()] for name in _REDIS if f"REDIS_{name}".upper() in environment}
    settings = RedisSettings.model_validate(chosen)
    if settings.requires_aof:
        with build_redis(settings) as client:
            require_durable(client)


def _create_database(admin_url: str) -> None:
    with psycopg.connect(admin_url.replace("+psycopg", ""), autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,)).fetchone()
        if exists is None:
            connection.execute(f'CREATE DATABASE "{_DATABASE}"'.encode())


def _prepare_data(state: State, plan: Plan) -> None:
    """Migrations and seeds; skipped for our own database when nothing of them changed since the last start."""
    fingerprint = _fingerprint(plan)
    mark = state.path("prepared")
    is_own_database = any(server.name == "postgres" for server in plan.servers)
    if is_own_database and mark.exists() and mark.read_text() == fingerprint:
        return
    for module in (["alembic", "upgrade", "head"], ["ops.seed"]):
        subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=plan.environment, check=True)
    mark.write_text(fingerprint)


def _fingerprint(plan: Plan) -> str:
    digest = hashlib.sha256(f"{plan.environment['DATABASE_URL']} {plan.has_logins}".encode())
    for folder in ("migrations/versions", "core/prompts/seeds", "core/usuarios", "ops"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _wait_healthy(address: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=2) as response:  # noqa: S310  # our own address
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        if dead := supervisor.find_dead():
            raise RuntimeError(f"processes did not stay up: {', '.join(dead)}")
        time.sleep(0.1)
    raise RuntimeError("the portal did not answer in time")


def _announce(plan: Plan, seconds: float) -> None:
    print(f"\nPortal PGE-MS no ar em {plan.address} ({seconds:.1f} s)")
    if plan.simulated:
        print("Modo demonstração: simuladores respondem no lugar do TJMS e do Gemini.\n")
    if plan.has_logins:
        for demo in DEMONSTRATION:
            print(f"  {demo.papel.label:<16} usuário: {demo.login:<12} senha: {demo.senha}")
    else:
        print("Para criar pessoas, em outra janela: ./portal add-user LOGIN NOME PAPEL UNIDADE")
    print("\nCtrl-C para tudo.", flush=True)


@contextmanager
def _only_one(state: State) -> Iterator[bool]:
    """True for the first ``run`` over this state; the lock ends with the process."""
    with state.path("run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _stop_on_signals() -> None:
    def leave(_signum: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


if __name__ == "__main__":
    sys.exit(run())
