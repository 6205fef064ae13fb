"""``portal check`` and ``portal test``: the same tools a developer would run by hand, in one order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from ops.state import ROOT

_BIN = Path(sys.executable).parent
_CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports", "--no-cache"]),
    ("unit and house tests", ["pytest", "tests/unit", "tests/house"]),
)

_LANES = (("tests/browser",), ("tests/jobs", "tests/planted"))
"""Folders of the first lanes, which mostly wait; the last lane has all others, which mostly compute."""

_SLOWEST = ("--durations=15", "--durations-min=5")

_MOST_REPEATED = 3
"""Failures that may be a wait that ran out beside the other lanes; more than these are a fault."""


def check() -> int:
    """Every quick check; goes on after a failure so that one run tells all of them."""
    failed = [name for name, command in _CHECKS if not _run(name, command)]
    print("\n" + (f"failed: {', '.join(failed)}" if failed else "all checks passed"))
    return 1 if failed else 0


def test(rest: list[str]) -> int:
    """Every test, in three lanes at the same time: much of it is waiting. Arguments go to one pytest instead."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    pytest = str(_BIN / "pytest")
    if rest:
        return subprocess.run([pytest, *rest], cwd=ROOT, env=environment, check=False).returncode
    others = ["tests", *(f"--ignore={folder}" for lane in _LANES for folder in lane)]
    return run_lanes([[pytest, *folders, *_SLOWEST] for folders in (*_LANES, others)], environment)


def run_lanes(commands: list[list[str]], environment: dict[str, str]) -> int:
    """The exit status of pytest commands run side by side.

    The lanes and their portals share few processors, so a wait can run out without a fault: up to three failures are
    tried once more with nothing beside them, and the last lines name them. One that fails again fails the run.
    """
    with tempfile.TemporaryDirectory(prefix="portal-failed-") as folder, ExitStack() as stack:
        caches = [Path(folder, str(number)) for number in range(len(commands))]
        lanes = [
            stack.enter_context(_start_lane([*command, "-o", f"cache_dir={cache}"], environment))
            for command, cache in zip(commands, caches, strict=True)
        ]
        codes = [_finish_lane(*lane) for lane in lanes]
        failed = [test for cache in caches for test in _list_failed(cache)]
    if max(codes) != 1 or not 0 < len(failed) <= _MOST_REPEATED:
        return max(codes)
    _list("tried once more, alone:", failed)
    code = subprocess.run([commands[0][0], *failed], cwd=ROOT, env=environment, check=False).returncode
    _list("passed only alone:" if code == 0 else "failed again among:", failed)
    return code


def _list(title: str, tests: list[str]) -> None:
    print(title, *tests, sep="\n  ", flush=True)


def _list_failed(cache: Path) -> list[str]:
    """Ids of the tests that failed, as pytest notes them; a lane without failures notes none."""
    noted = cache / "v" / "cache" / "lastfailed"
    return list(json.loads(noted.read_text())) if noted.is_file() else []


@contextmanager
def _start_lane(command: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryDirectory(prefix="portal-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"TMPDIR": folder, "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as lane,
    ):
        Path(folder).chmod(0o755)  # PostgreSQL runs as a user of its own
        try:
            yield lane, output
        finally:
            lane.terminate()


def _finish_lane(lane: subprocess.Popen[bytes], output: IO[bytes]) -> int:
    """Wait, then show all it said, so that lanes never speak into one another."""
    code = lane.wait()
    output.seek(0)
    print(output.read().decode(errors="replace"), flush=True)
    return code


def _run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    result = subprocess.run([str(_BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
    print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)")
    return result.returncode == 0
