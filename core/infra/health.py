"""Whether the portal can work, part by part, for whoever watches over it; people read the operations page."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import redis

from core.infra.metrics import Snapshot
from core.infra.redis import RedisNotDurableError, require_durable

_LEAST_FREE_BYTES = 2**30
"""Below this much free disk papers that are being read soon find no place."""


@dataclass(frozen=True)
class Servers:
    """The two without which nothing works, and whether the services outside are simulators."""

    ping_database: Callable[[], bool]
    client: redis.Redis
    is_demonstration: bool


def describe_health(found: Snapshot, servers: Servers) -> dict[str, Any]:
    """``status`` is ``down`` when nothing works, ``degraded`` when something does not, else ``ok``."""
    database, answers = servers.ping_database(), _ping(servers.client)
    free_bytes = shutil.disk_usage(tempfile.gettempdir()).free
    parts: dict[str, Any] = {
        "database": database,
        "redis": answers,
        "redis_keeps_its_work": answers and _is_durable(servers.client),
        "disk_free_mb": free_bytes // 2**20,
        "outside": "simulators" if servers.is_demonstration else "real",
        "breakers": {name: report.state for name, report in (found.breakers or {}).items()},
        "queues": _describe_queues(found),
        "dead_letters": found.dead_letters,
        "not_measured": sorted(part.value for part, is_up in found.up.items() if not is_up),
    }
    if not (database and answers):
        return {"status": "down", **parts}
    unserved = any(one["waiting"] and not one["workers"] for one in parts["queues"].values())
    is_open = any(state != "closed" for state in parts["breakers"].values())
    is_short = free_bytes < _LEAST_FREE_BYTES or not parts["redis_keeps_its_work"]
    is_degraded = unserved or is_open or is_short or parts["not_measured"]
    return {"status": "degraded" if is_degraded else "ok", **parts}


def _describe_queues(found: Snapshot) -> Mapping[str, dict[str, int]]:
    return {
        report.name.value: {"waiting": report.waiting, "running": report.running, "workers": report.workers}
        for report in found.queues or ()
    }


def _ping(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _is_durable(client: redis.Redis) -> bool:
    try:
        require_durable(client)
    except (RedisNotDurableError, redis.RedisError):
        return False
    return True
