"""Snapshots of the running portal for tests of what is drawn from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from core.events import Estado
from core.infra.breaker import BreakerReport
from core.infra.cache import CacheReport
from core.infra.db import DatabaseReport
from core.infra.metrics import OpenOperation, Part, QueueReport, Snapshot
from core.infra.processes import ProcessReport
from core.infra.queue import QueueName
from core.infra.slots import ServiceClass, SlotReport

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def build_slot(resource: str = "gemini", **changes: Any) -> SlotReport:
    values: dict[str, Any] = {
        "limit": 10,
        "in_use": 7,
        "waiting": {ServiceClass.INTERACTIVE: 0, ServiceClass.GENERATION: 3, ServiceClass.BATCH: 0},
        "oldest_wait_s": 12.4,
        "granted": 120,
        "reclaimed": 1,
        "hand_off_ms_p50": 1.7,
        **changes,
    }
    return SlotReport(resource=resource, **values)


def build_idle_slot(resource: str, **changes: Any) -> SlotReport:
    return build_slot(resource, in_use=0, waiting=dict.fromkeys(ServiceClass, 0), oldest_wait_s=0.0, **changes)


def build_snapshot(**changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "taken_at": NOW,
        "seconds": 0.012,
        "up": dict.fromkeys(Part, True),
        "slots": (build_slot(), build_idle_slot("tjms")),
        "breakers": {
            "gemini": BreakerReport("closed", 0, 0.0, 0.0, 0.0),
            "tjms_eproc": BreakerReport("open", 3, 45.0, 0.0, 75.0),
        },
        "queues": (
            QueueReport(QueueName.PECAS, 4, 130.0, 10, 61.0, 0, 10),
            QueueReport(QueueName.OCR, 0, None, 0, None, 2, 3),
            QueueReport(QueueName.DOCX, 0, None, 0, None, 0, 2),
        ),
        "counters": {
            ("requests", (("operation", "generateContent"), ("resource", "gemini"))): 30.0,
            ("requests", (("operation", "streamGenerateContent"), ("resource", "gemini"))): 10.0,
            ("outside_calls_started", (("operation", "generateContent"), ("resource", "gemini"))): 32.0,
            ("outside_calls_started", (("operation", "streamGenerateContent"), ("resource", "gemini"))): 10.0,
        },
        "caches": {"resumos": CacheReport(1204, 10_000, 870, 130), "respostas": CacheReport(0, 100, 0, 0)},
        "operations": (
            OpenOperation(uuid4(), Estado.EM_ANDAMENTO, NOW - timedelta(seconds=61)),
            OpenOperation(uuid4(), Estado.NA_FILA, NOW - timedelta(seconds=130)),
        ),
        "dead_letters": 1,
        "database": DatabaseReport({"portal-web": 6, "portal-worker": 12}, 2, 50),
        "silence_s": 3.5,
        "processes": (ProcessReport("web", "servidor1", 41, 182_000_000.0, 65.0, 31.0, NOW.timestamp() - 3_600),),
        **changes,
    }
    return Snapshot(**values)


def build_away_snapshot() -> Snapshot:
    """Redis and database silent."""
    in_redis = ("slots", "breakers", "queues", "counters", "caches", "silence_s")
    in_database = ("operations", "dead_letters", "database")
    return build_snapshot(up=dict.fromkeys(Part, False), **dict.fromkeys((*in_redis, *in_database)))
