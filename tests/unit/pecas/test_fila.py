"""Places and expected starts: read once for everybody, and calm to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from core.pecas.fila import Fila, Lugar, build_key


@dataclass
class FakeServer:
    """The part of queue and slots that is read, on a clock that tests move. ``reads`` counts the questions."""

    waiting: list[UUID] = field(default_factory=list)
    inside: int = 0
    start_s: float | None = None
    now: float = 1000.0
    reads: int = 0

    def list_waiting(self, _name: str) -> tuple[str, ...]:
        self.reads += 1
        return tuple(build_key(geracao_id) for geracao_id in self.waiting)

    def count_waiting(self, _resource: str) -> int:
        return self.inside

    def estimate_s(self, _resource: str, position: int) -> float | None:
        return None if self.start_s is None else self.start_s * position


def build_fila(server: Any) -> Fila:
    return Fila(server, server, lambda: server.now)


def test_fifty_pages_ask_the_server_once_a_reading() -> None:
    server = FakeServer([uuid4() for _ in range(50)])
    fila = build_fila(server)
    places = [fila.find(geracao_id) for geracao_id in server.waiting]
    assert places == [Lugar(place) for place in range(1, 51)]
    assert server.reads == 1


def test_a_change_is_seen_within_half_a_second() -> None:
    server = FakeServer([uuid4(), uuid4()])
    fila, second = build_fila(server), server.waiting[1]
    assert fila.find(second) == Lugar(2)
    del server.waiting[0]
    server.now += 0.5
    assert fila.find(second) == Lugar(1)
    server.waiting.clear()
    server.now += 0.5
    assert fila.find(second) is None


def test_those_that_a_worker_holds_back_are_counted() -> None:
    server = FakeServer([uuid4()], inside=4)
    assert build_fila(server).find(server.waiting[0]) == Lugar(5)


@given(st.lists(st.floats(-12, 12), min_size=2, max_size=40))
def test_a_forecast_that_wavers_only_counts_down(noises: list[float]) -> None:
    server = FakeServer([uuid4()])
    fila, began, shown = build_fila(server), server.now, []
    for noise in noises:
        server.start_s = max(200 - (server.now - began) + noise, 0)
        lugar = fila.find(server.waiting[0])
        assert lugar is not None
        shown.append(lugar.espera_s)
        server.now += 1
    assert shown == sorted(shown, reverse=True)


def test_a_start_that_moved_far_is_told() -> None:
    server = FakeServer([uuid4()], start_s=60)
    fila = build_fila(server)
    assert fila.find(server.waiting[0]) == Lugar(1, 60)
    server.start_s = 300
    server.now += 5
    assert fila.find(server.waiting[0]) == Lugar(1, 300)
