"""The database or Redis goes away in the middle of a geração and comes back: nobody has to do anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.infra.slots import Caller
from tests.jobs.redis_server import RedisServer
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS
from tests.jobs.test_kill import join_exactly
from tests.jobs.test_lost import finish, running


@contextmanager
def closed_database(stage: Stage, services: dict[str, str]) -> Iterator[None]:
    """Every connection is broken off and none is accepted."""
    name = make_url(stage.environment["DATABASE_URL"]).database
    with psycopg.connect(services["DATABASE_URL"].replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        try:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def test_the_text_goes_on_when_the_database_is_back(stage: Stage, services: dict[str, str], whole: str) -> None:
    stage.gemini.fail(options={"chars_per_s": 400})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    with closed_database(stage, services):
        wait_until(lambda: stage.gemini.in_flight == 0, 20, "the end of the attempt that lost its database")
        wait_until(lambda: stage.count_permits() == 0, 5, "the return of its permits")
    stage.gemini.fail(options={})
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == stage.streamed(geracao) == whole
    assert stage.get(geracao).attempt == 2
    assert len(stage.list_versoes(geracao)) == 1


@contextmanager
def unread_documento(stage: Stage) -> Iterator[None]:
    """One document of those known has no reading and gets none."""
    slots = stage.services.machinery.slots
    with stage.services.machinery.engine.begin() as connection:
        connection.execute(text("TRUNCATE resumo"))
        connection.execute(text("DELETE FROM leitura WHERE sha256 = (SELECT min(sha256) FROM leitura)"))
    stage.forget_answers()
    with ExitStack() as readers:
        for _ in range(stage.services.settings.limits.ocr):
            readers.enter_context(slots.hold("ocr", Caller("other"), timeout_s=5))
        yield


def test_calls_end_before_their_permits_while_the_database_is_away(
    stage: Stage, services: dict[str, str], whole: str
) -> None:
    """The agent finds out between two looks for a reading, while other documents are with the model."""
    stage.forget_readings()
    stage.follow_to_end(stage.ask(TEXTOS))
    stage.gemini.reset()
    with unread_documento(stage):
        stage.gemini.fail(latency_s={"generateContent": 30})
        geracao = stage.ask(TEXTOS)
        wait_until(lambda: stage.gemini.count_started("coletor") > 1, 30, "some calls to the model")
        with closed_database(stage, services):
            wait_until(lambda: stage.count_permits() == 0, 5, "the return of the permits")
            wait_until(lambda: stage.gemini.in_flight == 0, 0.5, "the end of the calls")
            stage.gemini.fail(latency_s={})
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == whole


def test_a_job_whose_database_stays_away_is_tried_again_by_the_queue(
    quiet: Stage, services: dict[str, str], whole: str
) -> None:
    quiet.gemini.fail(options={"chars_per_s": 400})
    geracao = quiet.ask(TEXTOS)
    with running(quiet.run_here(geracao, WORKERS_OUTAGE_S="1")) as job:
        quiet.wait_for_text(geracao)
        with closed_database(quiet, services):
            assert job.wait(timeout=30) == 1
    quiet.gemini.fail(options={})
    assert not quiet.get(geracao).estado.is_final
    finish(quiet, quiet.run_here(geracao))
    assert quiet.get_peca(geracao).versao.texto == quiet.streamed(geracao) == whole


@pytest.mark.parametrize("away_s", [1, 8])
def test_a_redis_that_is_killed_costs_only_time(shaky: tuple[Stage, RedisServer], whole: str, away_s: float) -> None:
    stage, server = shaky
    stage.gemini.fail(options={"chars_per_s": 400})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    server.kill()
    threading.Event().wait(away_s)
    server.start()
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert join_exactly(list(stage.services.machinery.channel.replay_events(geracao.id))) == whole
    assert stage.get_peca(geracao).versao.texto == whole
    assert len(stage.list_versoes(geracao)) == 1
    another = stage.ask(TEXTOS)
    assert stage.follow_to_end(another).estado in PRONTOS
