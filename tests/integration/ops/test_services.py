"""Which PostgreSQL of a machine with several is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import services
from ops.state import open_state


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with PostgreSQL 15, 9 and 17, and no wheel."""
    for version in ("15.8", "9.6", "17.5"):
        folder = tmp_path / "postgresql" / version.partition(".")[0] / "bin"
        folder.mkdir(parents=True)
        binary = folder / "postgres"
        binary.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version} (Debian {version}-1)'\n")
        binary.chmod(0o755)
    monkeypatch.setattr(services, "_SYSTEM_POSTGRES", tmp_path / "postgresql")
    monkeypatch.setattr(services, "_package_folder", lambda _name: None)
    monkeypatch.setattr(services.shutil, "which", lambda _name: None)
    return tmp_path / "postgresql"


@pytest.mark.parametrize(
    ("wanted", "used"), [pytest.param(None, "17", id="no-data-yet"), pytest.param("15", "15", id="older-data")]
)
def test_the_version_that_made_the_data_is_used(system: Path, tmp_path: Path, wanted: str | None, used: str) -> None:
    assert services._find_postgres_binaries(open_state(tmp_path), None, wanted) == system / used / "bin"


def test_a_version_that_is_gone_is_named(system: Path, tmp_path: Path) -> None:
    assert system.exists()
    with pytest.raises(services.ServiceMissingError, match="postgresql-16"):
        services._find_postgres_binaries(open_state(tmp_path), None, "16")
