"""What failed for good is kept with its reason and its last lines, and goes back by one click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, text

from core.errors import ForbiddenChangeError, RecordNotFoundError
from core.infra.db import SessionScope
from core.infra.queue import QueueName, Work, WorkQueue
from core.infra.worklog import MAX_LINES, WorkLog
from core.operacao.domain import Registro, TipoDeTrabalho
from core.operacao.repository import TarefaMortaRepository
from core.operacao.service import OperacaoService

WORK = Work("jobs.read_documento.run", "leitura-1", ("a1b2",), 60)
TRACEBACK = """Traceback (most recent call last):
  File "leitor.py", line 3, in read
    raise LeitorError(texto)
core.processos.LeitorError: Fulana de Tal:
requer o medicamento
"""


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def usuario_id(engine: Engine) -> int:
    with engine.begin() as connection:
        return connection.execute(
            text(
                "INSERT INTO usuario (login, nome, papel, unidade, senha_hash, is_active, created_at)"
                " VALUES ('chefe', 'Chefe', 'admin', 'PGE', 'x', true, now()) RETURNING id"
            )
        ).scalar_one()


def build_service(client: redis.Redis, scope: SessionScope, tipo: TipoDeTrabalho) -> OperacaoService:
    tipos = {WORK.function: tipo}
    return OperacaoService(TarefaMortaRepository(scope, tipos), WorkQueue(client), WorkLog(client), tipos)


@pytest.fixture
def service(client: redis.Redis, session_scope: SessionScope) -> OperacaoService:
    return build_service(client, session_scope, TipoDeTrabalho("Leitura de documento"))


def die(client: redis.Redis, words: str) -> None:
    """The work as its third worker leaves it."""
    WorkQueue(client).enqueue(QueueName.OCR, WORK)
    client.delete("rq:queue:ocr")
    job = Job.fetch(WORK.key, connection=client, serializer=JSONSerializer)
    job.retries_left = 0
    with client.pipeline() as pipeline:
        job.set_status(JobStatus.FAILED, pipeline=pipeline)
        job._handle_failure(words, pipeline)
        pipeline.execute()


def test_killed_work_is_kept_once_with_its_signal(client: redis.Redis, service: OperacaoService) -> None:
    die(client, "Work-horse terminated unexpectedly; waitpid returned 9 (signal 9); ")
    assert service.collect_mortas() == 1
    assert service.collect_mortas() == 0
    (morta,) = service.list_mortas()
    assert (morta.fila, morta.work, morta.label) == ("ocr", WORK, "Leitura de documento")
    assert "3 vezes" in morta.motivo
    assert "sinal 9" in morta.motivo
    assert service.count_mortas() == 1


def test_of_an_error_only_its_type_is_kept(client: redis.Redis, service: OperacaoService) -> None:
    die(client, TRACEBACK)
    service.collect_mortas()
    (morta,) = service.list_mortas()
    assert "LeitorError" in morta.motivo
    assert "Fulana" not in morta.motivo
    assert "medicamento" not in morta.motivo


def test_the_last_lines_of_the_work_are_kept(client: redis.Redis, service: OperacaoService) -> None:
    worklog = WorkLog(client)
    for number in range(MAX_LINES + 5):
        worklog.append(WORK.key, {"event": "page_read", "page": number, "frames": ["never"]})
    die(client, "")
    service.collect_mortas()
    (morta,) = service.list_mortas()
    assert [line["page"] for line in morta.log] == [str(number) for number in range(5, MAX_LINES + 5)]
    assert "frames" not in morta.log[0]


def test_one_click_puts_it_back_once(client: redis.Redis, service: OperacaoService, usuario_id: int) -> None:
    die(client, "")
    service.collect_mortas()
    (morta,) = service.list_mortas()
    retomada = service.retry(morta.id, usuario_id)
    assert WorkQueue(client).find_place(QueueName.OCR, WORK.key) == 1
    assert retomada.retomada_por == usuario_id
    assert not retomada.is_waiting
    assert service.count_mortas() == 0
    with pytest.raises(ForbiddenChangeError):
        service.retry(morta.id, usuario_id)


def test_dying_again_after_the_retry_is_another_letter(
    client: redis.Redis, service: OperacaoService, usuario_id: int, engine: Engine
) -> None:
    die(client, "")
    service.collect_mortas()
    with engine.begin() as connection:  # the first death was a minute ago
        connection.execute(text("UPDATE tarefa_morta SET falhou_em = falhou_em - interval '1 minute'"))
    service.retry(service.list_mortas()[0].id, usuario_id)
    die(client, "")
    assert service.collect_mortas() == 1
    assert [morta.is_waiting for morta in service.list_mortas()] == [True, False]


def test_work_that_will_be_tried_again_is_not_dead(client: redis.Redis, session_scope: SessionScope) -> None:
    will_be_tried = Registro(end=lambda _work: False, reopen=lambda _work: None)
    service = build_service(client, session_scope, TipoDeTrabalho("Leitura", will_be_tried))
    die(client, "")
    assert service.collect_mortas() == 0
    assert service.list_mortas() == ()


def test_work_with_a_record_ends_it_and_goes_back_through_it(
    client: redis.Redis, session_scope: SessionScope, usuario_id: int
) -> None:
    ended: list[str] = []
    reopened: list[str] = []
    registro = Registro(lambda work: not ended.append(work.key), lambda work: reopened.append(work.key))
    service = build_service(client, session_scope, TipoDeTrabalho("Leitura", registro))
    die(client, "")
    assert service.collect_mortas() == 1
    service.retry(service.list_mortas()[0].id, usuario_id)
    assert (ended, reopened) == ([WORK.key], [WORK.key])


def test_an_unknown_letter_is_not_found(service: OperacaoService, usuario_id: int) -> None:
    with pytest.raises(RecordNotFoundError):
        service.retry(1, usuario_id)
