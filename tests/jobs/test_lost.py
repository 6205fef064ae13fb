"""Work that is lost, repeated, stalled or too slow. Here nobody works but the processes that a test starts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from subprocess import Popen

from core.errors import DeadlineError
from core.events import Estado, OperationEnded, OperationStarted, TextAppended
from core.pecas.fila import Lugar
from jobs import schedule
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS, failed

SLOW = {"chars_per_s": 400}


@contextmanager
def running(job: Popen[bytes]) -> Iterator[Popen[bytes]]:
    """The job, which does not outlive the test."""
    try:
        yield job
    finally:
        job.kill()
        job.wait(timeout=10)


def finish(stage: Stage, job: Popen[bytes]) -> None:
    with running(job):
        assert job.wait(timeout=60) == 0


def test_a_job_that_runs_again_does_nothing(quiet: Stage, whole: str) -> None:
    geracao = quiet.ask(TEXTOS)
    finish(quiet, quiet.run_here(geracao))
    ended = quiet.get(geracao)
    events = quiet.services.machinery.channel.replay_events(geracao.id)
    finish(quiet, quiet.run_here(geracao))
    assert quiet.get(geracao) == ended
    assert quiet.services.machinery.channel.replay_events(geracao.id) == events
    assert quiet.gemini.count_started("redator") == 1
    assert [versao.texto for versao in quiet.list_versoes(geracao)] == [whole]


def test_a_job_that_the_queue_lost_is_queued_again(quiet: Stage) -> None:
    geracao = quiet.ask(TEXTOS)
    quiet.services.machinery.client.flushdb()
    fila = quiet.services.fila
    assert fila.find(geracao.id) is None
    schedule.run_once(quiet.services, lambda: True)
    wait_until(lambda: fila.find(geracao.id) == Lugar(1), 2, "the place in the queue")
    schedule.run_once(quiet.services, lambda: True)
    assert fila.find(geracao.id) == Lugar(1)


def test_past_the_deadline_of_all_attempts_the_text_is_kept_and_can_go_on(quiet: Stage, whole: str) -> None:
    """The clock of the one that died goes on; whoever asks for more gets all of it again."""
    quiet.gemini.fail(options={"chars_per_s": 200})
    geracao = quiet.ask(TEXTOS)
    with running(quiet.run_here(geracao, LIMITS_GERACAO_S="4")):
        ran_s = partial(quiet.services.machinery.stopwatches.read_s, geracao.id)
        wait_until(lambda: ran_s() >= 2, 20, "two seconds of running time")
    finish(quiet, quiet.run_here(geracao, LIMITS_GERACAO_S="4"))
    assert quiet.follow_to_end(geracao) == failed(DeadlineError)
    started = [e for e in quiet.services.machinery.channel.replay_events(geracao.id) if isinstance(e, OperationStarted)]
    ended_at = quiet.get(geracao).terminada_em
    assert ended_at is not None
    assert len(started) == 2
    assert (ended_at - datetime.fromisoformat(started[1].started_at)).total_seconds() < 4
    kept = quiet.get_peca(geracao).versao.texto
    assert whole.startswith(kept)
    assert kept == quiet.streamed(geracao) != ""
    quiet.gemini.fail(options={})
    after = quiet.resume(geracao)
    finish(quiet, quiet.run_here(geracao))
    assert quiet.follow_to_end(geracao, after=after).estado in PRONTOS
    assert quiet.get_peca(geracao).versao.texto == whole


def test_a_stalled_worker_that_wakes_up_writes_nothing(quiet: Stage, whole: str) -> None:
    quiet.gemini.fail(options=SLOW)
    geracao = quiet.ask(TEXTOS)
    with running(quiet.run_here(geracao)) as stalled:
        quiet.wait_for_text(geracao)
        stalled.send_signal(signal.SIGSTOP)
        quiet.gemini.fail(options={})
        finish(quiet, quiet.run_here(geracao))
        ended, events = quiet.get(geracao), quiet.services.machinery.channel.replay_events(geracao.id)
        stalled.send_signal(signal.SIGCONT)
        assert stalled.wait(timeout=20) in (0, -signal.SIGKILL)  # nothing left to do, or its lease had ended
    assert quiet.get(geracao) == ended
    assert quiet.services.machinery.channel.replay_events(geracao.id) == events
    assert isinstance(events[-1], OperationEnded)
    assert [versao.texto for versao in quiet.list_versoes(geracao)] == [whole]


def test_a_lost_permit_ends_the_process_and_the_next_one_goes_on(quiet: Stage, whole: str) -> None:
    quiet.gemini.fail(options={"chars_per_s": 200})
    geracao = quiet.ask(TEXTOS)
    with running(quiet.run_here(geracao)) as job:
        quiet.wait_for_text(geracao)
        quiet.services.machinery.client.delete(*quiet.services.machinery.client.scan_iter("slots:{gemini}*"))
        assert job.wait(timeout=10) == -signal.SIGKILL
    wait_until(lambda: quiet.gemini.in_flight == 0, 2, "the end of the call")
    assert quiet.get(geracao).estado == Estado.EM_ANDAMENTO
    quiet.gemini.fail(options={})
    finish(quiet, quiet.run_here(geracao))
    assert quiet.follow_to_end(geracao).estado in PRONTOS
    assert quiet.get_peca(geracao).versao.texto == quiet.streamed(geracao) == whole
    _first, second = quiet.gemini.calls("redator")
    assert second["chars"] <= len(whole) - 600


def test_an_end_that_was_stored_and_not_told_is_told(quiet: Stage) -> None:
    geracao = quiet.ask(TEXTOS)
    finish(quiet, quiet.run_here(geracao))
    client, stream = quiet.services.machinery.client, f"operation:{{{geracao.id}}}:events"
    (last, _), *_ = client.xrevrange(stream, count=1)
    client.xdel(stream, last)
    finish(quiet, quiet.run_here(geracao))
    assert quiet.follow_to_end(geracao).estado == quiet.get(geracao).estado


def test_after_redis_lost_the_stream_a_reader_still_gets_the_whole_text(quiet: Stage, whole: str) -> None:
    quiet.gemini.fail(options=SLOW)
    geracao = quiet.ask(TEXTOS)
    with running(quiet.run_here(geracao)) as job:
        wait_until(lambda: len(quiet.get(geracao).texto) > 600, 20, "a stored text")
        job.kill()
        job.wait(timeout=10)
    quiet.services.machinery.client.flushdb()
    quiet.gemini.fail(options={})
    schedule.run_once(quiet.services, lambda: True)
    finish(quiet, quiet.run_here(geracao))
    assert quiet.get(geracao).estado in PRONTOS
    pieces = [e for e in quiet.services.machinery.channel.replay_events(geracao.id) if isinstance(e, TextAppended)]
    assert "".join(piece.text for piece in pieces) == whole == quiet.get_peca(geracao).versao.texto
    assert Estado(quiet.follow_to_end(geracao).estado) in PRONTOS
