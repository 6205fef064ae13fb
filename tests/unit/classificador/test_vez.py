"""A lot goes on until it is stopped; after its turn only while nobody else's lot waits."""

from __future__ import annotations

from core.classificador.trabalho.vez import VEZ_S, Vez


def test_a_lot_makes_room_for_others_when_its_turn_is_over_and_not_before() -> None:
    now, waiting = [100.0], [True]
    vez = Vez(lambda: True, {VEZ_S: lambda: waiting[0]}, clock=lambda: now[0])
    assert vez.is_going_on()
    now[0] += VEZ_S - 1
    assert vez.is_going_on()
    now[0] += 2
    assert not vez.is_going_on()
    waiting[0] = False
    assert vez.is_going_on()


def test_a_lot_that_was_stopped_does_not_go_on_in_its_turn() -> None:
    assert not Vez(lambda: False, {VEZ_S: lambda: False}).is_going_on()
