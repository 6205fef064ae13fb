"""Handed-in files leave for the model only when their owner asked, having said what is secret."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from core.bootstrap import Services, build_services
from core.errors import ProcessoSigilosoError
from core.infra.db import SessionScope
from core.infra.queue import QueueName
from core.processos.repository import ProcessoRepository
from core.settings import DatabaseSettings, GeminiSettings, RedisSettings, Settings, TribunalSettings
from tests.builders import build_lido, build_numero_cnj, build_processo

SECRET = build_numero_cnj(31)


@pytest.fixture
def current(database_url: str, redis_url: str) -> Iterator[Services]:
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(database_url)),
        redis=RedisSettings(url=SecretStr(redis_url), requires_aof=False),
        gemini=GeminiSettings(api_key=SecretStr("x")),
        tribunal=TribunalSettings(url="http://127.0.0.1:1", usuario="x", senha=SecretStr("x")),
    )
    built = build_services(settings, process="web")
    yield built
    built.close()


def receive(current: Services, usuario_id: int, chave: str = "", texto: str = "Laudo inventado.") -> str:
    return current.anexos.receive(chave, usuario_id, "laudo.txt", io.BytesIO(texto.encode())).chave


def list_waiting(current: Services) -> tuple[str, ...]:
    queue = current.machinery.queue
    return (*queue.list_waiting(QueueName.AUTOS), *queue.list_waiting(QueueName.OCR))


def test_an_exam_that_ends_early_says_why_until_it_is_asked_for_again(current: Services, usuario_id: int) -> None:
    chave = receive(current, usuario_id)
    current.anexos.request_exame(chave, usuario_id, SECRET)
    ProcessoRepository(current._scope).save_processo(
        replace(build_processo(), numero_cnj=SECRET, nivel_sigilo=5), None, is_ahead=True
    )
    with pytest.raises(ProcessoSigilosoError):
        current.anexos.examine(chave)
    envio = current.envios.get(chave)
    assert "sigiloso" in current.anexos.find_recusa(envio)
    assert "E304" in current.anexos.find_recusa(envio)
    current.anexos.request_exame(chave, usuario_id, SECRET)
    assert current.anexos.find_recusa(envio) == ""


def test_files_declared_secret_are_never_examined(current: Services, usuario_id: int) -> None:
    chave = receive(current, usuario_id)
    assert list_waiting(current) == ()
    ident = current.envios.get(chave).arquivos[0].id_documento
    secret = current.anexos.declare_sigilo(chave, usuario_id, ident, is_sigiloso=True)
    assert not current.anexos.request_exame(chave, usuario_id)
    current.anexos.examine(chave)
    assert list_waiting(current) == ()
    opened = current.anexos.declare_sigilo(chave, usuario_id, ident, is_sigiloso=False)
    assert current.anexos.request_exame(chave, usuario_id)
    assert not current.anexos.request_exame(chave, usuario_id)
    assert len(list_waiting(current)) == 1
    assert current.anexos.is_examining(opened)
    assert not current.anexos.is_examining(secret)


def test_nothing_is_read_of_files_of_a_secret_case(
    current: Services, usuario_id: int, session_scope: SessionScope
) -> None:
    processos = ProcessoRepository(session_scope)
    processos.save_processo(replace(build_processo(), numero_cnj=SECRET, nivel_sigilo=1), is_ahead=True)
    chave = receive(current, usuario_id)
    lido = replace(build_lido("Laudo inventado."), sha256=current.envios.get(chave).arquivos[0].sha256)
    processos.save_leitura(lido)
    assert current.anexos.request_exame(chave, usuario_id, SECRET)
    with pytest.raises(ProcessoSigilosoError):
        current.anexos.examine(chave)
    assert current.envios.get(chave).arquivos[0].categoria == ""
    assert current.machinery.queue.list_waiting(QueueName.OCR) == ()
