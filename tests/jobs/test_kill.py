"""Kill -9 at any depth: the peça ends complete, once, and nobody has to do anything."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from core.errors import PortalError
from core.events import Estado, Event, OperationStarted, TextAppended
from jobs import schedule
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS, failed

Kill = Callable[[Stage, UUID], None]


def kill_horse(stage: Stage, geracao_id: UUID) -> None:
    stage.pool.kill_horse(geracao_id)


def kill_worker(stage: Stage, geracao_id: UUID) -> None:
    stage.pool.kill_worker(geracao_id)


def kill_pool(stage: Stage, _: UUID) -> None:
    stage.pool.kill()
    stage.pool.start()


def join_exactly(events: list[Event]) -> str:
    """The pieces one after another; fails where one is repeated or missing."""
    joined = ""
    for event in events:
        if isinstance(event, TextAppended):
            assert event.offset == len(joined), "a piece is repeated or missing"
            joined += event.text
    return joined


@pytest.mark.parametrize("kill", [kill_horse, kill_worker, kill_pool])
def test_in_the_middle_of_the_text(stage: Stage, whole: str, kill: Kill) -> None:
    stage.gemini.fail(options={"chars_per_s": 800})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    kill(stage, geracao.id)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    events = list(stage.services.machinery.channel.replay_events(geracao.id))
    assert join_exactly(events) == whole
    assert sum(isinstance(event, OperationStarted) for event in events) == 2
    assert stage.get_peca(geracao).versao.texto == stage.get(geracao).texto == whole
    assert len(stage.list_versoes(geracao)) == 1
    first, second = stage.gemini.calls("redator")
    assert first["chars"] < len(whole)
    assert second["chars"] <= len(whole) - 600


def test_a_pool_told_to_stop_hands_the_text_over_to_the_next(stage: Stage, whole: str) -> None:
    stage.gemini.fail(options={"chars_per_s": 100})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao, 100)
    stage.pool.stop()
    assert not stage.get(geracao).estado.is_final
    stage.gemini.fail(options={})
    stage.pool.start()
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert join_exactly(list(stage.services.machinery.channel.replay_events(geracao.id))) == whole
    assert len(stage.list_versoes(geracao)) == 1


def test_while_the_documents_are_being_analysed(stage: Stage, whole: str) -> None:
    stage.forget_readings()
    stage.gemini.fail(latency_s={"generateContent": 2})
    geracao = stage.ask(TEXTOS)
    wait_until(lambda: stage.gemini.count_started("coletor") > 2, 30, "some calls to the model")
    stage.pool.kill_horse(geracao.id)
    stage.gemini.fail(latency_s={})
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert stage.court.count_started("download") == 1
    assert stage.get_peca(geracao).versao.texto == whole
    assert len(stage.list_versoes(geracao)) == 1
    wait_until(lambda: stage.count_permits() == 0, 10, "the return of the dead worker's permits")


def test_a_worker_that_dies_three_times_leaves_a_letter_that_one_click_puts_back(stage: Stage, whole: str) -> None:
    stage.gemini.fail(latency_s={"streamGenerateContent": 30})
    geracao = stage.ask(TEXTOS)
    for time in range(1, 4):
        wait_until(lambda: stage.gemini.count_started("redator") == time, 30, f"attempt {time}")  # noqa: B023  # called now
        stage.pool.kill_horse(geracao.id)
    wait_until(lambda: stage.services.machinery.queue.has_failed(f"geracao-{geracao.id}"), 20, "the last failure")
    assert stage.get(geracao).estado == Estado.EM_ANDAMENTO
    schedule.run_once(stage.services, lambda: True)
    assert stage.follow_to_end(geracao) == failed(PortalError)
    assert stage.get(geracao).estado == Estado.COM_ERRO
    operacao = stage.services.operacao
    (morta,) = [found for found in operacao.list_mortas() if str(geracao.id) in found.work.args]
    assert "sinal 9" in morta.motivo
    stage.gemini.fail(latency_s={})
    after = stage.services.machinery.channel.replay(geracao.id)[-1].position
    assert operacao.retry(morta.id, next(stage.usuarios)).retomada_em is not None
    assert stage.follow_to_end(geracao, after=after).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == whole
