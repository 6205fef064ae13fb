"""Who serves which queue."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr

from core.infra.queue import QueueName
from core.settings import DatabaseSettings, WorkersSettings
from jobs.worker import MAX_CONNECTIONS, build_plan, count_connections


def test_every_queue_has_workers_of_its_own_so_that_no_picture_waits_for_a_reading() -> None:
    settings: Any = SimpleNamespace(workers=WorkersSettings.model_construct())
    plan = build_plan(settings, [])
    assert set(plan) == set(QueueName)
    assert min(share.count for share in plan.values()) >= 1
    assert set(build_plan(settings, [QueueName.IMAGENS])) == {QueueName.IMAGENS}


def test_more_workers_than_the_server_has_room_for_are_noticed() -> None:
    database = DatabaseSettings(url=SecretStr("x"))
    usual: Any = SimpleNamespace(workers=WorkersSettings.model_construct(), database=database)
    raised: Any = SimpleNamespace(workers=WorkersSettings.model_construct(pecas=20), database=database)
    assert count_connections(usual) <= MAX_CONNECTIONS < count_connections(raised)
