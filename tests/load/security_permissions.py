"""Every page, data route and method with a record of a person, by every profile and relation: cells and errors."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ops.services import run_services
from ops.state import ROOT, open_state
from tests.load.doors import judge_pages, judge_routes
from tests.load.permissions import PESSOAS, build_settings, build_world, judge_all, list_rows


def measure_permissions(seed: int, is_quick: bool) -> dict[str, object]:
    """How many cells were tried and how many were not as the table says."""
    del seed, is_quick  # the whole table, every time
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, run_services(open_state(Path(folder))) as urls:
        environment = {**os.environ, "DATABASE_URL": urls["DATABASE_URL"]}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        world = build_world(build_settings(urls["DATABASE_URL"], urls["REDIS_URL"]))
        rows = list(list_rows(world))
        wrong = judge_all(world, PESSOAS, rows=rows)
        world.services.close()
    pages, routes = judge_pages(), judge_routes()
    wrong += [*pages.wrong, *routes.wrong]
    cells = len(rows) * len(PESSOAS) + pages.cells + routes.cells
    return {"permission_cells": cells, "permission_errors": len(wrong), "wrong": wrong[:5]}
