"""The most important protections, each taken away in turn: the test that proves it fails, and only by that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ops.state import ROOT
from tests.planted.faults import FAULTS

_SERVERS = ("DATABASE_URL", "REDIS_URL")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What became of each test, by name, while its protection was away: one run of all of them."""
    folder = tmp_path_factory.mktemp("protections")
    folder.chmod(0o755)
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-p", "tests.planted.faults", "-p", "no:cacheprovider"]
    command += ["-p", "no:tests.garantias"]  # a failure that was planted breaks no promise
    command += [f"--junitxml={report}", *(fault.test for fault in FAULTS.values())]
    environment = {name: value for name, value in os.environ.items() if name not in _SERVERS}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == pytest.ExitCode.TESTS_FAILED, result.stdout[-3000:]
    return read_outcomes(report)


def read_outcomes(report: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case in ElementTree.parse(report).iter("testcase"):  # written by the run above
        name = case.attrib["name"].partition("[")[0]
        kinds = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
        found.setdefault(name, []).append(kinds[0] if kinds else "passed")
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_without_its_protection_the_test_fails(outcomes: dict[str, list[str]], name: str) -> None:
    seen = outcomes[FAULTS[name].test.rpartition("::")[2]]
    assert "failure" in seen
    assert not {"error", "skipped"} & set(seen)
