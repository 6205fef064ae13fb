"""Who serves which queue."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from core.infra.queue import QueueName
from core.settings import WorkersSettings
from jobs.worker import build_plan


def test_every_queue_has_workers_of_its_own_so_that_no_picture_waits_for_a_reading() -> None:
    settings: Any = SimpleNamespace(workers=WorkersSettings.model_construct())
    plan = build_plan(settings, [])
    assert set(plan) == set(QueueName)
    assert min(share.count for share in plan.values()) >= 1
    assert set(build_plan(settings, [QueueName.IMAGENS])) == {QueueName.IMAGENS}
