"""``python -m ops COMMAND``: what the ``portal`` script calls once the environment exists."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

from ops import check, supply
from ops.processes import build_web_argv
from ops.state import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(prog="./portal")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="everything on this machine; Ctrl-C stops it")
    commands.add_parser("check", help="format, lint, types, import contracts, unit and house tests")
    commands.add_parser("test", help="every test, with real servers and a browser").add_argument("rest", nargs="*")
    commands.add_parser("web", help="only the portal (production)")
    commands.add_parser("worker", help="only the workers of the named queues, or of all").add_argument(
        "rest", nargs="*"
    )
    commands.add_parser("schedule", help="only the periodic work; run exactly one")
    commands.add_parser("migrate", help="bring the database to the newest shape, give rights, store the seeds")
    commands.add_parser("add-user", help="LOGIN NAME PAPEL UNIDADE").add_argument("rest", nargs=4)
    commands.add_parser("reset-password", help="LOGIN: a new password for a person").add_argument("rest", nargs=1)
    backup = commands.add_parser("backup", help="[--cada HORAS]: a copy of the database and of the trained models")
    backup.add_argument("rest", nargs="*")
    restore = commands.add_parser(
        "restore", help="PASTA [--chave FILE] [--substituir | --ensaio]: a portal from a copy"
    )
    restore.add_argument("rest", nargs="*")
    verify = commands.add_parser("verify", help="FILE [--banco]: whether a dossiê is as the portal closed it")
    verify.add_argument("rest", nargs="*")
    audit = commands.add_parser("audit", help="[--ancoras FILE] [--cabeca N:CODE]: whether the record of acts is whole")
    audit.add_argument("rest", nargs="*")
    commands.add_parser("lock", help="the hashes of every pinned package, after requirements*.txt changed")
    commands.add_parser("sbom", help="[FOLDER]: packages and licences of what is installed").add_argument(
        "rest", nargs="*"
    )
    commands.add_parser("bench", help="a benchmark: NAME [--quick] [--seed N]").add_argument("rest", nargs="+")
    arguments, extra = parser.parse_known_args()
    rest = [*getattr(arguments, "rest", []), *extra]
    return _COMMANDS[arguments.command](rest)


def _web(_rest: list[str]) -> int:
    argv = build_web_argv(os.environ.get("WEB_HOST", "127.0.0.1"), int(os.environ.get("WEB_PORT", "8501")))
    os.chdir(ROOT)
    os.execv(argv[0], argv)


def _module(name: str) -> Callable[[list[str]], int]:
    def execute(rest: list[str]) -> int:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", name, *rest])

    return execute


def _migrate(_rest: list[str]) -> int:
    subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "ops.papel"], cwd=ROOT, check=True)
    return subprocess.run([sys.executable, "-m", "ops.seed"], cwd=ROOT, check=False).returncode


def _bench(rest: list[str]) -> int:
    name, *options = rest
    return subprocess.run(
        [sys.executable, "-m", f"tests.load.bench_{name}", *options], cwd=ROOT, check=False
    ).returncode


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _module("ops.run"),
    "check": lambda _rest: check.check(),
    "test": check.test,
    "web": _web,
    "worker": _module("jobs.worker"),
    "schedule": _module("jobs.schedule"),
    "migrate": _migrate,
    "add-user": _module("ops.seed"),
    "reset-password": lambda rest: _module("ops.seed")(["reset-password", *rest]),
    "backup": _module("ops.backup.save"),
    "restore": _module("ops.backup.restore"),
    "bench": _bench,
    "verify": _module("ops.verify"),
    "audit": _module("ops.audit"),
    "lock": supply.lock,
    "sbom": supply.sbom,
}

if __name__ == "__main__":
    sys.exit(main())
