"""What a collector understands of the measures."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from core.infra.metrics import Part, Snapshot
from core.infra.prometheus import PAINT_DELAY, find_delay_s, render_metrics
from core.infra.rate import Action
from tests.snapshots import build_away_snapshot, build_snapshot


def collect(snapshot: Snapshot) -> dict[str, Metric]:
    """The families as a collector reads them."""
    rates: Any = SimpleNamespace(refused=Counter({Action.EXPORT: 2}), uncounted=Counter())
    families = list(text_string_to_metric_families(render_metrics(snapshot, rates).decode()))
    assert len({family.name for family in families}) == len(families)
    return {family.name: family for family in families}


def find(families: dict[str, Metric], name: str, **labels: str) -> float | None:
    samples = families[name].samples
    return next((sample.value for sample in samples if sample.labels == labels), None)


@pytest.mark.parametrize(
    ("name", "labels", "expected"),
    [
        ("portal_up", {"part": "slots"}, 1),
        ("portal_slot_in_use", {"resource": "gemini"}, 7),
        ("portal_slot_limit", {"resource": "gemini"}, 10),
        ("portal_slot_waiting", {"resource": "gemini", "class": "generation"}, 3),
        ("portal_slot_oldest_wait_seconds", {"resource": "gemini"}, 12.4),
        ("portal_slot_hand_off_seconds", {"resource": "gemini"}, 0.0017),
        ("portal_slot_granted", {"resource": "gemini"}, 120),
        ("portal_slot_reclaimed", {"resource": "gemini"}, 1),
        ("portal_breaker_state", {"resource": "tjms_eproc", "state": "open"}, 1),
        ("portal_breaker_probe_seconds", {"resource": "tjms_eproc"}, 45),
        ("portal_queue_jobs", {"queue": "pecas", "state": "waiting"}, 4),
        ("portal_queue_jobs", {"queue": "ocr", "state": "failed"}, 2),
        ("portal_queue_oldest_seconds", {"queue": "pecas", "state": "running"}, 61),
        ("portal_queue_oldest_seconds", {"queue": "ocr", "state": "running"}, None),
        ("portal_operations", {"state": "na_fila"}, 1),
        ("portal_operation_oldest_seconds", {"state": "na_fila"}, 130),
        ("portal_stream_silence_seconds", {}, 3.5),
        ("portal_dead_letters", {}, 1),
        ("portal_database_connections", {"program": "portal-worker"}, 12),
        ("portal_database_pool_in_use", {}, 2),
        ("portal_requests", {"operation": "generateContent", "resource": "gemini"}, 30),
        ("portal_attempts_per_request", {"resource": "gemini"}, 1.05),
        ("portal_cache_entries", {"cache": "resumos"}, 1204),
        ("portal_cache_max_entries", {"cache": "resumos"}, 10_000),
        ("portal_cache_hits", {"cache": "resumos"}, 870),
        ("portal_cache_misses", {"cache": "resumos"}, 130),
        ("portal_queue_workers", {"queue": "ocr"}, 3),
        ("portal_process_memory_bytes", {"kind": "web", "host": "servidor1", "pid": "41"}, 182_000_000),
        ("portal_process_cpu_seconds", {"kind": "web", "host": "servidor1", "pid": "41"}, 65),
        ("portal_rate_refused", {"action": "export"}, 2),
    ],
)
def test_measure_is_told(name: str, labels: dict[str, str], expected: float | None) -> None:
    assert find(collect(build_snapshot()), name, **labels) == expected


def test_what_is_away_has_no_number_but_is_reported() -> None:
    families = collect(build_away_snapshot())
    assert {sample.labels["part"]: sample.value for sample in families["portal_up"].samples} == {
        part.value: 0 for part in Part
    }
    assert not families["portal_slot_in_use"].samples
    assert not families["portal_dead_letters"].samples
    assert "portal_database_connections" not in families


def test_delay_of_painting_is_counted_by_this_process() -> None:
    def count() -> float:
        samples = collect(build_snapshot())["portal_stream_paint_seconds"].samples
        return next(s.value for s in samples if s.labels.get("le") == "0.05")

    before = count()
    PAINT_DELAY.observe(0.03)
    assert count() == before + 1


def test_delay_is_told_by_the_share_that_came_in_time() -> None:
    delays = Histogram("delays", "of a test", buckets=(0.025, 0.25), registry=None)
    assert find_delay_s(delays, 0.5) is None
    for seconds in (*[0.02] * 9, 0.2):
        delays.observe(seconds)
    assert (find_delay_s(delays, 0.5), find_delay_s(delays, 0.95)) == (0.025, 0.25)
