"""The database goes away in the middle of a geração and comes back: nobody has to do anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

from core.events import Estado
from core.pecas.domain import Geracao
from jobs import schedule
from tests.jobs.stage import TEXTOS, Stage, wait_until
from tests.jobs.test_endings import PRONTOS


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


def run_into_an_outage(stage: Stage, services: dict[str, str]) -> Geracao:
    stage.gemini.fail(options={"chars_per_s": 400})
    geracao = stage.ask(TEXTOS)
    stage.wait_for_text(geracao)
    with closed_database(stage, services):
        queue = stage.services.machinery.queue
        wait_until(lambda: queue.has_failed(f"geracao-{geracao.id}"), 40, "the last failure")
    stage.gemini.fail(options={})
    return geracao


def test_the_text_goes_on_when_the_database_is_back(stage: Stage, services: dict[str, str], whole: str) -> None:
    geracao = run_into_an_outage(stage, services)
    assert not stage.get(geracao).estado.is_final
    schedule.run_once(stage.services)
    assert stage.follow_to_end(geracao).estado in PRONTOS
    assert stage.get_peca(geracao).versao.texto == stage.streamed(geracao) == whole


def test_what_fails_every_time_is_ended(
    stage: Stage, services: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.pecas.service._MAX_ATTEMPTS", 0)
    geracao = run_into_an_outage(stage, services)
    schedule.run_once(stage.services)
    assert stage.get(geracao).estado is Estado.COM_ERRO
