"""The court's refusals in words."""

from __future__ import annotations

import pytest

from core.clients.tribunal.mensagens import build_refusal
from core.errors import (
    DocumentoNotFoundError,
    PortalError,
    ProcessoNotFoundError,
    ProcessoSigilosoError,
    TribunalCredentialsError,
    TribunalResponseError,
    TribunalUnavailableError,
)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("Processo não encontrado", ProcessoNotFoundError),
        ("O processo 123 inexiste: processo inexistente na base", ProcessoNotFoundError),
        ("Documento não localizado", DocumentoNotFoundError),
        ("Usuário ou senha inválidos", TribunalCredentialsError),
        ("Consultante não cadastrado", TribunalCredentialsError),
        ("Usuário não autorizado", TribunalCredentialsError),
        ("Usuário não possui acesso a processo sigiloso", ProcessoSigilosoError),
        ("Processo em segredo de justiça", ProcessoSigilosoError),
        ("Serviço temporariamente indisponível", TribunalUnavailableError),
        ("Erro XYZ", TribunalResponseError),
    ],
)
def test_message_becomes_the_error_it_means(message: str, error: type[PortalError]):
    assert type(build_refusal(message)) is error


def test_unknown_server_fault_may_be_tried_again():
    assert build_refusal("java.lang.NullPointerException", is_server_fault=True).retryable


def test_detail_repeats_only_words_that_say_nothing_of_a_case():
    message = "Senha s3nh4-secreta inválida para Maria das Dores no processo 0801234-56.2024"
    assert build_refusal(message).detail == "senha … … invalida para … das … no processo … … …"
