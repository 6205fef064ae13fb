"""On whose behalf the jobs of a case ask the court: how urgent it is, and what they do when it is away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.infra.slots import Caller, ServiceClass
from core.processos.autos.domain import CABECALHO, INTEIRO
from jobs import fetch_autos, outage, prefetch_processo
from jobs.runtime import die_at_once


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The guard of a worker whose services do nothing."""
    guard = SimpleNamespace(caller=Caller())
    buscas = SimpleNamespace(find=lambda _n, _a: SimpleNamespace(usuario_id=7), run=lambda _n, _a, _r: None)
    buscas.is_stopping = lambda _n, _a, _r: False
    current = SimpleNamespace(machinery=SimpleNamespace(guard=guard), buscas=buscas, end_calls=lambda: None)
    current.processos = SimpleNamespace(prefetch=lambda _n: None)
    monkeypatch.setattr(prefetch_processo, "services", lambda: current)
    monkeypatch.setattr(outage, "services", lambda: current)
    return guard


@pytest.mark.parametrize("alvo", [CABECALHO, "1234"])
def test_who_looks_on_goes_first_and_is_told_at_once_when_nothing_answers(guard: Any, alvo: str) -> None:
    fetch_autos.run("1" * 20, alvo, 0)
    assert (guard.caller.person, guard.caller.service_class) == ("7", ServiceClass.INTERACTIVE)
    assert not guard.caller.is_patient


def test_whole_case_goes_behind_people_and_waits_for_what_is_away(guard: Any) -> None:
    fetch_autos.run("1" * 20, INTEIRO, 3)
    assert (guard.caller.person, guard.caller.service_class) == ("7", ServiceClass.BATCH)
    assert guard.caller.is_patient


def test_case_asked_for_ahead_gives_up_at_once_while_the_court_is_away(guard: Any) -> None:
    prefetch_processo.run("1" * 20)
    assert (guard.caller.service_class, guard.caller.on_lost) == (ServiceClass.INTERACTIVE, die_at_once)
    assert not guard.caller.is_patient
