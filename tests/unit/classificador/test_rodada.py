"""Documents on their way: as many as there is room for, and no further one once it makes no sense."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Timer

import pytest

from core.classificador.trabalho.rodada import Rodada
from core.errors import GeminiUnavailableError, PortalError, SpendingCapError


def build_rodada(*, room: int = 2, going_on: bool = True) -> Rodada:
    return Rodada(lambda: going_on, lambda: None, room=room)


def end(error: PortalError | None = None) -> Future[None]:
    future: Future[None] = Future()
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
    return future


def run(rodada: Rodada, *errors: PortalError | None) -> None:
    for error in errors:
        rodada.add(end(error))
        assert rodada.wait_for_room()
    rodada.wait_for_all()


def test_one_more_starts_only_when_another_has_ended() -> None:
    rodada, slow = build_rodada(room=1), Future[None]()
    rodada.add(slow)
    Timer(0.05, slow.set_result, [None]).start()
    assert rodada.wait_for_room()
    assert slow.done()


def test_a_lot_that_was_paused_takes_no_further_document() -> None:
    assert not build_rodada(going_on=False).wait_for_room()


def test_documents_that_will_not_start_any_more_are_not_waited_for() -> None:
    rodada, dropped = build_rodada(), Future[None]()
    rodada.add(dropped)
    dropped.cancel()
    rodada.wait_for_all()
    assert dropped.cancelled()


def test_a_service_that_fails_for_three_in_a_row_ends_the_round() -> None:
    away = GeminiUnavailableError("503")
    run(build_rodada(), away, away, None, away, away, None)
    with pytest.raises(GeminiUnavailableError):
        run(build_rodada(), None, away, away, away, None)


def test_money_that_is_spent_ends_the_round_at_once() -> None:
    with pytest.raises(SpendingCapError):
        run(build_rodada(), SpendingCapError("brl"))
