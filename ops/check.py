"""``portal check`` and ``portal test``: the same tools a developer would run by hand, in one order."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from ops.state import ROOT

_BIN = Path(sys.executable).parent
_CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports", "--no-cache"]),
    ("unit and house tests", ["pytest", "tests/unit", "tests/house"]),
)


def check() -> int:
    """Every quick check; goes on after a failure so that one run tells all of them."""
    failed = [name for name, command in _CHECKS if not _run(name, command)]
    print("\n" + (f"failed: {', '.join(failed)}" if failed else "all checks passed"))
    return 1 if failed else 0


def test(rest: list[str]) -> int:
    """Every test; arguments go to pytest."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run([str(_BIN / "pytest"), *rest], cwd=ROOT, env=environment, check=False).returncode


def _run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    result = subprocess.run([str(_BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
    print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - started:.1f} s)")
    return result.returncode == 0
