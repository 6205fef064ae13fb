"""Parar, wherever the geração is: within a second it is over, what was done stays, nothing is held any more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from core.events import Agente, Estado, Event, OperationEnded, TurnWaited
from core.infra.slots import Caller
from core.pecas.fila import Lugar
from tests.jobs.stage import TEXTOS, Stage, has_started, wait_until
from tests.jobs.test_endings import PRONTOS

CANCELADO = OperationEnded(Estado.CANCELADO)
AT_ONCE_S = 1.0


def waits_for_gemini(events: list[Event]) -> bool:
    return any(isinstance(e, TurnWaited) and (e.resource, e.position) == ("gemini", 1) for e in events)


def assert_over(stage: Stage) -> None:
    """No permit, no place in a queue, no call in flight, no paper of the case in a temporary file."""
    wait_until(lambda: stage.count_permits() == 0, AT_ONCE_S, "the return of the permits")
    wait_until(lambda: stage.gemini.in_flight + stage.court.in_flight == 0, AT_ONCE_S, "the end of all calls")
    wait_until(lambda: not stage.list_temporary_files(), AT_ONCE_S, "the removal of temporary files")


def test_one_that_waits_in_the_queue_ends_without_a_worker(quiet: Stage) -> None:
    geracao = quiet.ask(TEXTOS)
    assert quiet.services.fila.find(geracao.id) == Lugar(1)
    quiet.cancel(geracao)
    assert quiet.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert quiet.get(geracao).estado == Estado.CANCELADO
    assert quiet.run_here(geracao).wait(timeout=20) == 0
    assert quiet.court.count_started("consulta") == 0


def test_one_that_a_worker_takes_at_the_same_moment_is_stopped_there(quiet: Stage) -> None:
    pecas = quiet.services.pecas
    for _ in range(20):
        geracao = quiet.ask(TEXTOS)
        with ThreadPoolExecutor(1) as worker:
            taking = worker.submit(pecas.begin_attempt, geracao.id)
            quiet.cancel(geracao)
            taken = taking.result()
        if taken is not None and not quiet.get(geracao).estado.is_final:
            assert quiet.services.machinery.cancel.is_requested(geracao.id)
            pecas.end_cancelled(taken)
        assert quiet.get(geracao).estado == Estado.CANCELADO


def test_one_stopped_in_the_queue_can_be_taken_up_again(quiet: Stage, whole: str) -> None:
    geracao = quiet.ask(TEXTOS)
    quiet.cancel(geracao)
    after = quiet.resume(geracao)
    assert quiet.services.fila.find(geracao.id) == Lugar(1)
    assert quiet.run_here(geracao).wait(timeout=40) == 0
    assert quiet.follow_to_end(geracao, after=after).estado in PRONTOS
    assert quiet.get_peca(geracao).versao.texto == whole


@pytest.mark.parametrize("call", ["consulta", "download"])
def test_while_the_court_is_silent(stage: Stage, call: str) -> None:
    stage.forget_readings()
    stage.court.fail(latency_s={call: 30})
    geracao = stage.ask(TEXTOS)
    wait_until(lambda: stage.court.count_started(call), 20, "the call to the court")
    stage.cancel(geracao)
    assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert_over(stage)


def test_while_the_documents_are_being_analysed(stage: Stage) -> None:
    stage.forget_readings()
    stage.gemini.fail(latency_s={"generateContent": 30})
    geracao = stage.ask(TEXTOS)
    wait_until(lambda: stage.gemini.count_started("coletor") > 2, 30, "some calls to the model")
    stage.cancel(geracao)
    assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert stage.get(geracao).agente == Agente.COLETOR
    assert_over(stage)


def test_while_waiting_between_two_tries(stage: Stage) -> None:
    stage.gemini.fail(storm={"status": 429, "count": 1, "retry_after_s": 30}, options={"only": ["redator"]})
    geracao = stage.ask(TEXTOS)
    wait_until(lambda: stage.gemini.counts.get("streamGenerateContent:http_429"), 30, "the refusal")
    stage.cancel(geracao)
    assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert_over(stage)


def test_while_waiting_for_the_turn_of_the_model(stage: Stage) -> None:
    with ExitStack() as others:
        for _ in range(stage.services.settings.limits.gemini):
            others.enter_context(stage.services.machinery.slots.hold("gemini", Caller("other"), timeout_s=5))
        geracao = stage.ask(TEXTOS)
        stage.follow(geracao, waits_for_gemini)
        stage.cancel(geracao)
        assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
        wait_until(lambda: stage.services.machinery.slots.count_waiting("gemini") == 0, AT_ONCE_S, "an empty queue")
    assert_over(stage)


def test_in_the_middle_of_the_text_and_taken_up_again(stage: Stage, whole: str) -> None:
    stage.gemini.fail(options={"chars_per_s": 400})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    stage.cancel(geracao)
    assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert_over(stage)
    kept = stage.get_peca(geracao).versao.texto
    assert len(kept) >= 600
    assert whole.startswith(kept)
    assert kept == stage.streamed(geracao) == stage.get(geracao).texto
    stage.gemini.fail(options={})
    assert stage.follow_to_end(geracao, after=stage.resume(geracao)).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == stage.streamed(geracao) == whole


def test_pressing_it_after_the_end_changes_nothing(stage: Stage, whole: str) -> None:
    geracao = stage.ask(TEXTOS)
    ended = stage.follow_to_end(geracao)
    stage.cancel(geracao)
    assert stage.get(geracao).estado == ended.estado
    assert stage.get_peca(geracao).versao.texto == whole


def test_the_agent_at_work_is_known_after_the_stop(stage: Stage) -> None:
    stage.gemini.fail(latency_s={"streamGenerateContent": 30})
    geracao = stage.ask(TEXTOS)
    stage.follow(geracao, has_started(Agente.REDATOR))
    stage.cancel(geracao)
    assert stage.follow_to_end(geracao, timeout_s=AT_ONCE_S) == CANCELADO
    assert stage.get(geracao).agente == Agente.REDATOR
    assert stage.get(geracao).peca_id is None
    assert_over(stage)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
def test_after_any_event_it_is_a_stop_and_never_an_error(stage: Stage, count: int) -> None:
    stage.gemini.fail(options={"chars_per_s": 4000})
    geracao = stage.ask(TEXTOS)
    stage.follow(geracao, lambda events: len(events) >= count)
    stage.cancel(geracao)
    ended = stage.follow_to_end(geracao, timeout_s=AT_ONCE_S)
    assert ended.estado in (Estado.CANCELADO, *PRONTOS)
    assert stage.get(geracao).estado == ended.estado
    assert stage.get(geracao).texto == stage.streamed(geracao)
    assert_over(stage)
