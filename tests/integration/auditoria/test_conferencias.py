"""The check of the record by a worker: asked for once, kept for the screen, and told as it was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import redis

from core.auditoria.ancoras import AncoraStore
from core.auditoria.conferencias import Conferencia, ConferenciaService
from core.auditoria.domain import Acao
from core.auditoria.repository import AuditoriaRepository
from core.auditoria.service import AuditoriaService
from core.infra.db import SessionScope
from core.infra.queue import QueueName, WorkQueue

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
def queue(redis_url: str) -> Iterator[WorkQueue]:
    with redis.Redis.from_url(redis_url) as client:
        yield WorkQueue(client)


def test_check_is_asked_for_once_and_what_it_found_is_kept(
    session_scope: SessionScope, client: redis.Redis, queue: WorkQueue
) -> None:
    auditoria = AuditoriaService(AuditoriaRepository(session_scope), AncoraStore(client))
    auditoria.record(Acao.EXPURGO, autor="sistema", objeto="um")
    conferencias = ConferenciaService(auditoria, client, queue, lambda: NOW)
    assert conferencias.find() == Conferencia(is_running=False)
    assert [conferencias.request(1), conferencias.request(2)] == [True, False]
    assert queue.list_waiting(QueueName.ROTINAS) == ("auditoria-conferencia",)
    assert conferencias.find() == Conferencia(is_running=True)
    laudo = conferencias.verify()
    assert (laudo.is_integro, laudo.registros) == (True, 1)
    found = conferencias.find()
    assert (found.laudo, found.feita_em) == (laudo, NOW)
    assert client.ttl("auditoria:laudo") > 0


def test_everybody_may_be_looked_for_without_reading_the_record(
    session_scope: SessionScope, client: redis.Redis
) -> None:
    auditoria = AuditoriaService(AuditoriaRepository(session_scope), AncoraStore(client))
    auditoria.record(Acao.EXPURGO, autor="gone", objeto="um")
    assert auditoria.list_autores() == ("sistema",)
