"""However many schedules are started, one works; it is replaced within seconds when it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from jobs.schedule import Turn
from ops.state import ROOT
from tests.jobs.stage import TEXTOS, Stage, wait_until


@contextmanager
def scheduling(stage: Stage, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        argv = [sys.executable, "-m", "jobs.schedule"]
        process = subprocess.Popen(argv, cwd=ROOT, env=stage.environment, stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def has_begun(log: Path) -> bool:
    return "schedule_taken" in log.read_text()


def test_of_two_one_works_and_the_other_follows_a_kill(quiet: Stage, tmp_path: Path) -> None:
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    with scheduling(quiet, logs[0]) as first:
        wait_until(lambda: has_begun(logs[0]), 60, "the first turn")
        with scheduling(quiet, logs[1]) as second:
            geracao = quiet.ask(TEXTOS)
            quiet.services.machinery.client.delete("rq:queue:pecas", f"rq:job:geracao-{geracao.id}")
            wait_until(lambda: quiet.services.fila.find(geracao.id), 10, "the reconciler")
            assert not has_begun(logs[1])
            first.kill()
            assert wait_until(lambda: has_begun(logs[1]), 20, "the takeover") < 14
            second.send_signal(signal.SIGTERM)
            assert second.wait(timeout=10) == 0
    assert "geracao_queued_again" in logs[0].read_text()


@pytest.fixture
def turns(redis_url: str) -> Iterator[tuple[Turn, Turn]]:
    with redis.Redis.from_url(redis_url) as client:
        yield Turn(client), Turn(client)


def test_the_turn_is_kept_while_it_is_renewed(turns: tuple[Turn, Turn]) -> None:
    one, other = turns
    assert [one.take(), other.take(), one.take(), other.take()] == [True, False, True, False]


def test_a_turn_given_back_is_taken_at_once(turns: tuple[Turn, Turn]) -> None:
    one, other = turns
    assert one.take()
    one.give_back()
    assert other.take()
    assert not one.take()


def test_one_that_slept_past_its_turn_does_not_work(turns: tuple[Turn, Turn], redis_url: str) -> None:
    one, other = turns
    assert one.take()
    with redis.Redis.from_url(redis_url) as client:
        client.delete("schedule")  # its lease ended
    assert other.take()
    assert not one.take()
