"""Notes, for the page of the promises, when each test that proves one last passed or failed (a pytest plugin)."""

from __future__ import annotations

import fcntl
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.garantias.catalogo import GARANTIAS

ROOT = Path(__file__).parents[1]
FILE = ROOT / "artifacts" / "garantias.json"
WANTED = frozenset(teste for garantia in GARANTIAS for teste in garantia.testes)


class Recorder:
    """One entry of the file per test, whatever its parameters: it passed when each case that ran did."""

    def __init__(self, file: Path, wanted: frozenset[str]) -> None:
        self._file = file
        self._wanted = wanted
        self._passed: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.partition("[")[0]
        if name in self._wanted and (report.failed or (report.when == "call" and report.passed)):
            self._passed[name] = self._passed.get(name, True) and not report.failed

    def pytest_sessionfinish(self) -> None:
        if not self._passed:
            return
        now, version = datetime.now(UTC).isoformat(timespec="seconds"), read_version()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # lanes end at any moment
            file.seek(0)
            known = json.loads(file.read() or "{}")
            for name, has_passed in self._passed.items():
                entry = {"passou_em": now, "versao": version} if has_passed else {"falhou_em": now}
                known[name] = known.get(name, {}) | entry
            file.seek(0)
            file.truncate()
            file.write(json.dumps({name: known[name] for name in sorted(known)}, indent=1))


def read_version() -> str:
    """The commit that is tested, short; empty where there is no repository."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(FILE, WANTED), "garantias-recorder")
