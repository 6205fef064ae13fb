"""The part ``routes`` of the security benchmark: who gets an answer from which address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.services import run_services
from ops.state import ROOT, open_state

NEVER_CALLED = "http://127.0.0.1:9"
_ENVIRONMENT = {
    "GEMINI_API_KEY": "demo-key",
    "GEMINI_BASE_URL": NEVER_CALLED,
    "TRIBUNAL_URL": NEVER_CALLED,
    "TRIBUNAL_USUARIO": "procuradoria-demo",
    "TRIBUNAL_SENHA": "demo",
    "LOGGING_LEVEL": "CRITICAL",
    "WEB_IS_DEMONSTRATION": "true",
    "WEB_HAS_DEMONSTRATION_LOGINS": "true",
    "LIMITS_PEDIDOS_POR_MINUTO": "6000",
}


@dataclass(frozen=True)
class Walk:
    """What the walker brought home; the answers are those of ``routes_walker.Answer``."""

    doors: int
    answers: list[dict[str, Any]]
    planted: dict[str, Any]

    def list_of(self, *visitors: str) -> list[dict[str, Any]]:
        return [answer for answer in self.answers if answer["visitor"] in visitors]


def walk_routes(database_url: str, redis_url: str) -> Walk:
    """The launcher itself in a process of its own, over a migrated database."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("WEB_", "OIDC_"))}
    environment = outside | _ENVIRONMENT | {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    command = [sys.executable, "-m", "tests.load.routes_walker"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the walk ended early: {done.stderr[-3000:]}")
    return Walk(**json.loads(done.stdout.splitlines()[-1]))


def measure_routes(seed: int, is_quick: bool) -> dict[str, object]:
    """How many addresses strangers and ended sessions tried, and which of them answered."""
    del seed, is_quick  # every address, every time
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, run_services(open_state(Path(folder))) as urls:
        environment = {**os.environ, "DATABASE_URL": urls["DATABASE_URL"]}
        subprocess.run([sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, env=environment, check=True)
        walk = walk_routes(urls["DATABASE_URL"], urls["REDIS_URL"])
    outside = walk.list_of("stranger", "ended")
    opened = sorted({answer["path"] for answer in outside if not answer["is_refused"]})
    return {
        "routes_doors": walk.doors,
        "routes_walked": len(outside),
        "routes_refused": sum(answer["is_refused"] for answer in outside),
        "routes_open": len(opened),
        "routes_open_paths": " ".join(opened),
        "routes_without_headers": sum(bool(answer["missing"]) for answer in walk.answers),
    }
