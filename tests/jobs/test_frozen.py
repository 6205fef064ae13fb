"""Processes that neither work nor die: somebody above them notices, ends them, and the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.events import Event, OperationStarted
from jobs import schedule
from tests.jobs.stage import TEXTOS, Pool, Stage, wait_until
from tests.jobs.test_endings import PRONTOS
from tests.jobs.test_kill import join_exactly


def count_attempts(events: list[Event]) -> int:
    return sum(isinstance(event, OperationStarted) for event in events)


def is_dead(process: psutil.Process) -> bool:
    """Gone, or left without anybody who takes note of its end."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def assert_whole_after(stage: Stage, whole: str, attempts: int) -> None:
    (geracao,) = stage.repository.list_ativas()
    stage.gemini.fail(options={})
    assert stage.follow_to_end(geracao).estado in PRONTOS
    events = list(stage.services.machinery.channel.replay_events(geracao.id))
    assert join_exactly(events) == whole == stage.get_peca(geracao).versao.texto
    assert count_attempts(events) == attempts
    assert len(stage.list_versoes(geracao)) == 1


def test_a_frozen_job_is_killed_and_tried_again(stage: Stage, whole: str) -> None:
    stage.gemini.fail(options={"chars_per_s": 400})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    horse = stage.pool.freeze_horse(geracao.id)
    wait_until(lambda: is_dead(horse), 12, "the end of the frozen process")
    stage.follow(geracao, lambda events: count_attempts(events) == 2, timeout_s=10)
    assert_whole_after(stage, whole, 2)


def test_a_frozen_worker_is_killed_with_its_job_before_another_starts_it(stage: Stage, whole: str) -> None:
    stage.gemini.fail(options={"chars_per_s": 100})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao, 100)
    worker = stage.pool.freeze_worker(geracao.id)
    (horse,) = worker.children()
    stage.follow(geracao, lambda events: count_attempts(events) == 2, timeout_s=20)
    assert is_dead(worker)
    assert is_dead(horse)
    assert_whole_after(stage, whole, 2)


@pytest.fixture
def impatient(quiet: Stage, tmp_path: Path) -> Iterator[Stage]:
    """Workers that take two seconds without progress for a stall."""
    environment = quiet.environment | {"WORKERS_PECAS_STALLED_S": "2"}
    quiet.pool = Pool(environment, tmp_path / "pool.log")
    quiet.pool.start()
    yield quiet
    quiet.pool.stop()


def test_work_that_never_goes_on_is_killed_and_ends_as_a_letter(impatient: Stage) -> None:
    impatient.gemini.fail(latency_s={"streamGenerateContent": 30})
    geracao = impatient.ask(TEXTOS)
    queue = impatient.services.machinery.queue
    wait_until(lambda: queue.has_failed(f"geracao-{geracao.id}"), 40, "the third kill")
    schedule.run_once(impatient.services, lambda: True)
    (morta,) = [one for one in impatient.services.operacao.list_mortas() if str(geracao.id) in one.work.args]
    assert "sinal 9" in morta.motivo
    assert "attempt_started" in [line["event"] for line in morta.log]
    assert impatient.get(geracao).estado.is_final
