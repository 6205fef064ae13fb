"""The ``portal`` script on machines where something is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ops.state import ROOT

PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p "$3/bin"
[ -e venv-is-installed ] || { ln -s /bin/true "$3/bin/python"; exit 1; }
ln -s /bin/true "$3/bin/python"
"""
APT_GET = '#!/bin/sh\necho "$*" >>apt.log\ncase "$*" in *python3-venv*) touch venv-is-installed ;; esac\n'
NEEDED = ("bash", "cat", "cksum", "dirname", "grep", "ln", "mkdir", "mv", "readlink", "rm", "sh", "touch", "xargs")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone on a Debian without ``python3-venv``: only these programs exist."""
    (tmp_path / "bin").mkdir()
    for name in NEEDED:
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    shutil.copy(ROOT / "portal", tmp_path)
    for name in ("requirements.txt", "requirements.lock"):
        (tmp_path / name).touch()
    write_program(tmp_path, "python3", PYTHON)
    write_program(tmp_path, "apt-get", APT_GET)
    return tmp_path


def write_program(machine: Path, name: str, text: str) -> None:
    path = machine / "bin" / name
    path.write_text(text)
    path.chmod(0o755)


def install(machine: Path, *, user_id: int) -> subprocess.CompletedProcess[str]:
    write_program(machine, "id", f"#!/bin/sh\necho {user_id}\n")
    return subprocess.run(
        ["./portal", "install"],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_half_made_environment_does_not_stay(machine: Path) -> None:
    answer = install(machine, user_id=1000)
    assert answer.returncode == 1
    assert "apt-get install -y python3-venv" in answer.stderr
    assert not (machine / ".venv").exists()


def test_root_gets_the_missing_module_and_goes_on(machine: Path) -> None:
    answer = install(machine, user_id=0)
    assert answer.returncode == 0, answer.stderr
    assert "python3-venv" in (machine / "apt.log").read_text()
    assert (machine / ".venv" / ".installed").exists()
