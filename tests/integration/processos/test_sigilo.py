"""What may leave for the model, by the court's last answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.clients.gemini import SEM_AUTOS, Procedencia
from core.errors import DocumentoSigilosoError, ProcessoSigilosoError
from core.infra.db import SessionScope
from core.processos.repository import ProcessoRepository
from core.processos.sigilo import Sigilo
from core.settings import LeituraSettings
from tests.builders import build_documento, build_numero_cnj, build_processo

NUMERO, OUTRO = build_numero_cnj(), build_numero_cnj(77)
PARTIDO = replace(build_documento("3", 8, sigilo=2), partes=("3", "4"))


@pytest.fixture
def repository(session_scope: SessionScope) -> ProcessoRepository:
    """An open case with an open and a secret document, and a secret one."""
    repository = ProcessoRepository(session_scope)
    repository.save_processo(build_processo(build_documento("1", 500), PARTIDO))
    secret = build_processo(build_documento("9", 500))
    repository.save_processo(replace(secret, numero_cnj=OUTRO, nivel_sigilo=1))
    return repository


def require(repository: ProcessoRepository, *procedencias: Procedencia, limit: int = 0) -> None:
    Sigilo(repository, LeituraSettings(max_nivel_sigilo=limit)).require_aberto(frozenset(procedencias))


def test_open_documents_of_an_open_case_may_leave_and_so_may_what_is_of_no_case(repository: ProcessoRepository) -> None:
    require(repository, Procedencia(NUMERO), Procedencia(NUMERO, "1"), *SEM_AUTOS)


@pytest.mark.parametrize(
    ("procedencia", "error"),
    [
        pytest.param(Procedencia(OUTRO), ProcessoSigilosoError, id="case"),
        pytest.param(Procedencia(OUTRO, "9"), ProcessoSigilosoError, id="document of a secret case"),
        pytest.param(Procedencia(build_numero_cnj(5)), ProcessoSigilosoError, id="case never seen"),
        pytest.param(Procedencia(NUMERO, "3"), DocumentoSigilosoError, id="document"),
        pytest.param(Procedencia(NUMERO, "4"), DocumentoSigilosoError, id="second part"),
        pytest.param(Procedencia(NUMERO, "5"), DocumentoSigilosoError, id="not listed"),
    ],
)
def test_one_that_may_not_leave_keeps_all_here(
    repository: ProcessoRepository, procedencia: Procedencia, error: type[ProcessoSigilosoError]
) -> None:
    with pytest.raises(ProcessoSigilosoError) as refused:
        require(repository, Procedencia(NUMERO, "1"), procedencia)
    assert type(refused.value) is error


def test_what_leaves_is_decided_by_the_limit_and_by_the_courts_last_answer(repository: ProcessoRepository) -> None:
    require(repository, Procedencia(NUMERO, "3"), Procedencia(OUTRO), limit=2)
    repository.save_processo(build_processo(build_documento("1", 500), replace(PARTIDO, nivel_sigilo=3)))
    with pytest.raises(DocumentoSigilosoError):
        require(repository, Procedencia(NUMERO, "3"), limit=2)


def test_a_case_that_became_secret_is_not_said_to_be_unread(repository: ProcessoRepository) -> None:
    with pytest.raises(ProcessoSigilosoError) as refused:
        require(repository, Procedencia(OUTRO))
    assert "nada mais dele" in refused.value.user_message
