"""What is small to send and large to open: refused at its door, with the time and memory that the refusal took."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.hostile.blast import blast
from tests.hostile.bombs import BOMBS, DOORS


def measure_bombs(seed: int, is_quick: bool) -> Mapping[str, object]:
    """Every door, every time: the corpus is fixed and small."""
    found = []
    for door, build in BOMBS.values():
        with tempfile.TemporaryDirectory() as folder:
            found.append(blast(DOORS[door], build(), Path(folder)))
    return {
        "bombs_tried": len(found),
        "bombs_refused": sum(one.is_refused for one in found),
        "bomb_doors": len(DOORS),
        "bomb_slowest_s": round(max(one.cpu_s for one in found), 3),
        "bomb_largest_mb": round(max(one.memory_bytes for one in found) / 1e6, 1),
    }
