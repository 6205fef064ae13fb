"""What is seen of an answer that is being written."""

from __future__ import annotations

from core.events import Estado, OperationEnded, OperationStarted, TextAppended, TurnWaited
from core.pecas.conversa.andamento import Escrita, fold_escrita


def test_another_attempt_writes_its_own_text() -> None:
    first = fold_escrita([OperationStarted(1, ""), TextAppended(0, "Era "), TextAppended(4, "assim")])
    assert first == Escrita("Era assim", has_started=True)
    again = fold_escrita([OperationStarted(2, ""), TextAppended(0, "Outro")], first)
    assert again == Escrita("Outro", has_started=True)


def test_a_wait_is_told_until_the_text_goes_on() -> None:
    waiting = fold_escrita([OperationStarted(1, ""), TurnWaited("gemini", 2)])
    assert "2ª da fila" in waiting.espera
    done = fold_escrita([TextAppended(0, "Texto"), OperationEnded(Estado.PRONTO)], waiting)
    assert (done.texto, done.espera, done.is_over) == ("Texto", "", True)
