"""The two lanes of the test run: what is tried again, and what fails the run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.check import run_lanes
from ops.state import ROOT

PYTEST = str(Path(sys.executable).parent / "pytest")
FIRST_TIME_ONLY = """
from pathlib import Path

def test_wait():
    mark = Path(__file__).with_suffix(".seen")
    was_seen = mark.exists()
    mark.touch()
    assert was_seen
"""
ALWAYS = "def test_wrong():\n    assert 1 + 1 == 3\n"
NEVER = "def test_right():\n    assert 1 + 1 == 2\n"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Below the repository, where pytest names tests as in a real run."""
    with tempfile.TemporaryDirectory(dir=ROOT / "tests" / "integration" / "ops", prefix="lanes_") as name:
        yield Path(name)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [(NEVER, FIRST_TIME_ONLY, 0), (NEVER, ALWAYS, 1), ("def test_broken(:", NEVER, 2)],
    ids=["passes alone", "fails again", "cannot be read"],
)
def test_only_what_passes_alone_is_forgiven(
    folder: Path, capfd: pytest.CaptureFixture[str], first: str, second: str, code: int
) -> None:
    commands = []
    for name, source in (("first", first), ("second", second)):
        path = folder / f"test_{name}.py"
        path.write_text(source)
        commands.append([PYTEST, "--noconftest", str(path)])
    assert run_lanes(commands, dict(os.environ)) == code
    assert ("passed only alone" in capfd.readouterr().out) is (second == FIRST_TIME_ONLY)
