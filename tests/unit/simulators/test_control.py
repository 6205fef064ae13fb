"""How faults are set, used up and forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from simulators.control import Control, Storm, run_until_disconnect


@pytest.fixture
def control(monkeypatch: pytest.MonkeyPatch) -> Control:
    monkeypatch.setenv("SIMULATOR_SPEED", "4")
    return Control(modes=frozenset({"cut"}))


@pytest.mark.parametrize(("count", "taken"), [(0, [False, False]), (1, [True, False]), (-1, [True, True])])
def test_storm_takes_as_many_calls_as_it_says(count: int, taken: list[bool]) -> None:
    storm = Storm(count=count)
    assert [storm.take(), storm.take()] == taken


def test_mode_is_used_up(control: Control) -> None:
    control.change({"mode": "cut", "remaining": 1})
    assert [control.faults.take_mode(), control.faults.take_mode()] == ["cut", ""]


@pytest.mark.parametrize("body", [{"mode": "unheard"}, {"weather": 1}, {"storm": {"colour": 1}}])
def test_change_refuses_what_the_simulator_does_not_know(control: Control, body: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        control.change(body)


def test_latency_asked_for_is_not_divided_by_the_speed(control: Control) -> None:
    assert control.latency("consulta", 2.0) == 0.5
    control.change({"latency_s": {"consulta": 2.0}})
    assert (control.latency("consulta", 9.0), control.latency("download", 2.0)) == (2.0, 0.5)
    control.change({"latency_s": 3})
    assert control.latency("download", 9.0) == 3.0


def test_a_request_may_name_its_own_latency(control: Control) -> None:
    control.change({"latency_s": 3, "options": {"latency_pattern": r"leva (\d+\.\d+) s"}})
    assert control.latency("consulta", 9.0, "Esta leva 0.25 s.") == 0.25
    assert control.latency("consulta", 9.0, "Esta demora.") == 3.0


def test_routes_change_show_and_reset(control: Control) -> None:
    client = TestClient(Starlette(routes=control.routes()))
    changed = client.post("/_control", json={"storm": {"status": 502, "count": 3}})
    assert changed.json()["faults"]["storm"]["status"] == 502
    assert client.post("/_control", json={"mode": "unheard"}).status_code == 422
    assert client.post("/_control/reset").json()["faults"]["storm"]["count"] == 0
    with control.ledger.track("court", "consulta"):
        pass
    assert client.get("/_control/ledger").json()["counts"] == {"consulta:ok": 1}


def test_work_stops_when_the_client_leaves() -> None:
    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def remain() -> dict[str, str]:
        await asyncio.Event().wait()
        return {}

    assert asyncio.run(run_until_disconnect(leave, asyncio.sleep(60))) is False
    assert asyncio.run(run_until_disconnect(remain, asyncio.sleep(0.01))) is True
