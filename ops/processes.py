"""Every process of the portal: what supervisor starts, in which order, and how it stops."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from ops.services import ServiceCommand
from ops.state import ROOT, State

SERVERS, SIMULATORS, WORKERS, WEB = 10, 20, 30, 40
"""Priorities: a higher one starts later and stops earlier."""

_PYTHON = sys.executable


@dataclass(frozen=True)
class Program:
    """One supervised process. ``stop_s`` is how long it may take to end before it is killed."""

    name: str
    argv: list[str]
    priority: int
    stop_signal: str = "TERM"
    stop_s: int = 10
    user: str | None = None
    folder: Path = ROOT


def build_server(command: ServiceCommand) -> Program:
    signal = "INT" if command.name == "postgres" else "TERM"  # INT is PostgreSQL's fast, clean shutdown
    return Program(command.name, command.argv, SERVERS, signal, 20, command.user, Path("/"))


def build_simulator(name: str, port: int) -> Program:
    argv = [_PYTHON, "-m", "uvicorn", f"simulators.{name}.app:app", "--host", "127.0.0.1", "--port", str(port)]
    return Program(f"simulator-{name}", [*argv, "--log-level", "warning", "--no-access-log"], SIMULATORS, stop_s=3)


def build_workers() -> Program:
    return Program("workers", [_PYTHON, "-m", "jobs.worker"], WORKERS, stop_s=20)


def build_schedule() -> Program:
    return Program("schedule", [_PYTHON, "-m", "jobs.schedule"], WORKERS, stop_s=10)


def build_web(host: str, port: int) -> Program:
    return Program("web", build_web_argv(host, port), WEB, stop_s=30)


def build_web_argv(host: str, port: int) -> list[str]:
    options = [f"--server.address={host}", f"--server.port={port}", f"--browser.serverPort={port}"]
    return [_PYTHON, "-m", "streamlit", "run", str(ROOT / "Home.py"), *options]


def write_supervisor_config(state: State, programs: list[Program]) -> Path:
    """The configuration of supervisor; nothing starts by itself, so that each step can wait for the one before."""
    lines = [
        "[unix_http_server]",
        f"file={state.path('supervisor.sock')}",
        "chmod=0700",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={state.logs / 'supervisor.log'}",
        "logfile_maxbytes=5MB",
        "logfile_backups=1",
        f"pidfile={state.path('supervisor.pid')}",
        f"childlogdir={state.logs}",
    ]
    if os.geteuid() == 0:
        lines.append("user=root")
    for program in programs:
        lines += _render_program(program, state)
    path = state.path("supervisor.conf")
    path.write_text("\n".join(lines) + "\n")
    return path


def _render_program(program: Program, state: State) -> list[str]:
    command = " ".join(_quote(part) for part in program.argv)
    lines = [
        f"[program:{program.name}]",
        f"command={command}",
        f"directory={program.folder}",
        f"priority={program.priority}",
        "autostart=false",
        "autorestart=true",
        # A program that keeps ending this early is given up (FATAL) instead of started for ever. Nothing waits
        # for these seconds; they cover the imports, where a broken process usually falls.
        "startsecs=5",
        "startretries=3",
        f"stopsignal={program.stop_signal}",
        f"stopwaitsecs={program.stop_s}",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile={state.logs / (program.name + '.log')}",
        "stdout_logfile_maxbytes=10MB",
        "stdout_logfile_backups=2",
    ]
    if program.user:
        lines.append(f"user={program.user}")
    return lines


def _quote(part: str) -> str:
    """An argument as supervisor's shell-like parser reads it; a percent sign would start an expansion."""
    quoted = part if part and not any(char in part for char in " '\"\\;") else f'"{part}"'
    return quoted.replace("%", "%%")
