"""What becomes of processes that fail, and of those whose supervisor is killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from ops.processes import WORKERS, Program, write_supervisor_config
from ops.state import State, open_state
from ops.supervisor import Supervisor


def wait_until(is_done: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def supervise(state: State, code: str) -> Supervisor:
    program = Program("probe", [sys.executable, "-c", code], WORKERS, stop_s=2, folder=state.folder)
    return Supervisor(state, write_supervisor_config(state, [program]), dict(os.environ))


@pytest.fixture
def state(tmp_path: Path) -> State:
    return open_state(tmp_path)


def test_a_program_that_keeps_falling_is_given_up(state: State) -> None:
    supervisor = supervise(state, "raise SystemExit(3)")
    try:
        supervisor.start("probe")
        wait_until(lambda: supervisor.find_dead() == ["probe"])
    finally:
        supervisor.stop()


def test_programs_do_not_outlive_a_killed_supervisor(state: State) -> None:
    supervisor = supervise(state, "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)")
    pid = state.path("pid")
    try:
        supervisor.start("probe")
        wait_until(lambda: pid.exists() and pid.read_text() != "")
        probe = psutil.Process(int(pid.read_text()))
        os.kill(int(state.path("supervisor.pid").read_text()), signal.SIGKILL)
        supervisor.wait()
        assert probe.is_running()
    finally:
        supervisor.stop()
    assert not probe.is_running() or probe.status() == psutil.STATUS_ZOMBIE
