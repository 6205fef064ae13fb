"""The view of a running geração, folded from its events."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.events import (
    Agente,
    AgenteFinished,
    AgenteStarted,
    DocumentoRead,
    DocumentosChosen,
    Estado,
    Event,
    OperationEnded,
    OperationStarted,
    TextAppended,
    TurnWaited,
    WarningRaised,
)
from core.pecas.andamento import RETOMADA, Andamento, EstadoDoAgente, fold_events, restore_andamento
from tests.builders import build_geracao


def pieces(text: str, cuts: list[int]) -> list[TextAppended]:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [TextAppended(start, text[start:end]) for start, end in itertools.pairwise(edges)]


@given(st.text(max_size=200), st.lists(st.integers(0, 500), max_size=8))
def test_the_pieces_in_order_are_the_text(text: str, cuts: list[int]) -> None:
    assert fold_events(pieces(text, cuts)).texto == text


@given(st.text(min_size=1, max_size=80), st.lists(st.integers(0, 500), max_size=5), st.integers(0, 20))
def test_repeated_pieces_change_nothing(text: str, cuts: list[int], again: int) -> None:
    events = pieces(text, cuts)
    repeated = [*events, *events[again % len(events) :]]
    assert fold_events(repeated).texto == text


@given(st.integers(0, 6))
def test_folding_in_two_parts_equals_folding_at_once(cut: int) -> None:
    events: list[Event] = [
        OperationStarted(1, "2026-01-01T00:00:00+00:00"),
        AgenteStarted(Agente.COLETOR),
        DocumentoRead(3, 7, "doc. 3", "lido"),
        AgenteFinished(Agente.COLETOR, "7 de 7"),
        WarningRaised("aviso"),
        TextAppended(0, "abc"),
    ]
    assert fold_events(events[cut:], fold_events(events[:cut])) == fold_events(events)


def test_a_second_attempt_starts_its_agent_again_without_losing_the_text() -> None:
    first = [AgenteStarted(Agente.REDATOR), TextAppended(0, "abc")]
    second = [OperationStarted(2, "x"), AgenteStarted(Agente.REDATOR), TextAppended(3, "def")]
    andamento = fold_events([*first, *second])
    assert andamento.texto == "abcdef"
    assert [passo.estado for passo in andamento.passos] == [
        EstadoDoAgente.FEITO,
        EstadoDoAgente.FEITO,
        EstadoDoAgente.TRABALHANDO,
    ]


def test_a_wait_is_told_and_forgotten() -> None:
    waiting = fold_events([TurnWaited("gemini", 3)])
    assert "3ª da fila" in waiting.espera
    assert fold_events([TurnWaited("gemini", 0)], waiting).espera == ""


def test_a_later_attempt_says_that_it_goes_on_until_something_new_comes() -> None:
    again = fold_events([AgenteStarted(Agente.REDATOR), OperationStarted(2, "x"), AgenteStarted(Agente.REDATOR)])
    assert again.espera == RETOMADA
    assert fold_events([TextAppended(0, "abc")], again).espera == ""
    assert fold_events([DocumentoRead(1, 2, "doc. 1", "lido")], again).espera == ""
    assert fold_events([OperationStarted(1, "x"), AgenteStarted(Agente.COLETOR)]).espera == ""


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (AgenteStarted(Agente.COLETOR), "O TJMS está respondendo devagar"),
        (DocumentosChosen(3), "Recebendo e lendo os documentos do TJMS"),
        (DocumentoRead(1, 3, "doc. 1", "lido"), "Lendo um documento longo"),
        (DocumentoRead(3, 3, "doc. 3", "lido"), "O Gemini está analisando os documentos"),
        (AgenteStarted(Agente.REDATOR), "O Gemini está preparando a redação"),
        (TextAppended(0, "abc"), "O Gemini fez uma pausa na redação"),
        (OperationEnded(Estado.PRONTO), ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else None,
)
def test_a_silence_can_be_explained_after_each_event(last: Event, words: str) -> None:
    begun = [OperationStarted(1, "x"), AgenteStarted(Agente.COLETOR)]
    assert fold_events([*begun, last]).atividade == words


def test_the_same_warning_stands_once() -> None:
    assert fold_events([WarningRaised("a"), WarningRaised("a"), WarningRaised("b")]).avisos == ("a", "b")


def test_the_record_completes_what_the_stream_lost() -> None:
    geracao = build_geracao(estado=Estado.PRONTO, texto="inteiro", assunto="Fulana", avisos=("x",))
    andamento = restore_andamento(Andamento(texto="int"), geracao)
    assert (andamento.texto, andamento.assunto, andamento.avisos) == ("inteiro", "Fulana", ("x",))
    assert andamento.fim == OperationEnded(Estado.PRONTO)
    assert all(passo.estado is EstadoDoAgente.FEITO for passo in andamento.passos)


def test_a_reopened_geracao_is_not_ended_by_its_old_event() -> None:
    old = fold_events([OperationEnded(Estado.COM_ERRO, "E502", "...")])
    assert restore_andamento(old, build_geracao(estado=Estado.NA_FILA)).fim is None


def test_after_an_end_the_clock_starts_anew() -> None:
    first = [OperationStarted(1, "10:00"), OperationEnded(Estado.COM_ERRO, "E502", "...")]
    again = OperationStarted(2, "11:30")
    assert fold_events([*first, again]).iniciada_em == "11:30"
    waiting = restore_andamento(fold_events(first), build_geracao(estado=Estado.NA_FILA))
    assert fold_events([again], waiting).iniciada_em == "11:30"
    assert fold_events([first[0], again]).iniciada_em == "10:00"
