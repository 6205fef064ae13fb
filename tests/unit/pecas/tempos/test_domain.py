"""The stages of a geração on the clock."""

from __future__ import annotations

from core.events import Agente, AgenteFinished, AgenteStarted, DocumentosChosen, OperationEnded, ProcessoFetched
from core.pecas.tempos.domain import Cronometro, TempoDaGeracao


class Clock:
    """Ten seconds later each time it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 10.0
        return self.now


def test_each_stage_has_its_seconds_and_the_court_ends_where_reading_begins() -> None:
    cronometro = Cronometro(Clock())
    events = [
        AgenteStarted(Agente.COLETOR),
        ProcessoFetched("0", "x", 2),
        DocumentosChosen(2),
        AgenteFinished(Agente.COLETOR, ""),
        AgenteStarted(Agente.DETECTOR),
        AgenteFinished(Agente.DETECTOR, ""),
        AgenteStarted(Agente.REDATOR),
        OperationEnded("pronto"),
    ]
    assert list(cronometro.follow(events)) == events
    assert cronometro.read(4.0) == TempoDaGeracao(tribunal_s=10, leitura_s=10, escolha_s=10, redacao_s=10, vez_s=4)


def test_a_stage_that_was_broken_off_counts_up_to_then() -> None:
    cronometro = Cronometro(Clock())
    cronometro.note(AgenteStarted(Agente.REDATOR))
    assert cronometro.read(0).redacao_s == 10


def test_files_of_a_person_are_read_without_the_court_being_told() -> None:
    cronometro = Cronometro(Clock())
    for event in (AgenteStarted(Agente.COLETOR), DocumentosChosen(1, is_envio=True), OperationEnded("pronto")):
        cronometro.note(event)
    assert cronometro.read(0).leitura_s == 10
