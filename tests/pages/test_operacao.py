"""The operators' page: nothing that the portal counts is without a name."""

from __future__ import annotations

from core.infra.metrics import QueueReport
from core.infra.queue import QueueName
from pages.ui.operacao import describe_queue


def test_every_queue_has_a_name_of_its_own() -> None:
    names = [describe_queue(QueueReport(name, 0, None, 0, None, 0))[0] for name in QueueName]
    assert len(set(names)) == len(QueueName)
    assert not set(names) & set(QueueName)
