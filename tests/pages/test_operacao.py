"""The operators' page: nothing that the portal counts is without a name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from core.infra.metrics import QueueReport
from core.infra.queue import QueueName
from core.infra.rate import Action
from pages.ui.operacao import describe_queue, list_rates


def test_every_limit_that_refused_is_told() -> None:
    rates: Any = SimpleNamespace(refused=dict.fromkeys(Action, 1), uncounted=dict.fromkeys(Action, 0))
    assert len({nome for nome, _refused, _uncounted in list_rates(rates)}) == len(Action)


def test_every_queue_has_a_name_of_its_own() -> None:
    names = [describe_queue(QueueReport(name, 0, None, 0, None, 0))[0] for name in QueueName]
    assert len(set(names)) == len(QueueName)
    assert not set(names) & set(QueueName)
