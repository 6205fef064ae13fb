"""Every door that takes bytes from outside refuses what is small to send and large to open, in words and at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.blast import blast
from tests.hostile.bombs import BOMBS, DOORS

MOST_CPU_S = 1.0
MOST_MEMORY_BYTES = 100_000_000


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_at_its_door(name: str, tmp_path: Path) -> None:
    door, build = BOMBS[name]
    found = blast(DOORS[door], build(), tmp_path)
    assert found.is_refused, found.ending
    assert found.cpu_s < MOST_CPU_S
    assert found.memory_bytes < MOST_MEMORY_BYTES


def test_every_door_is_tried() -> None:
    assert {door for door, _ in BOMBS.values()} == set(DOORS)
